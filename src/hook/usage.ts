import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import type { TokenUsage } from "../core/state/step.ts";
import { isRecord, type Payload, textOf } from "./payload.ts";

/** A message of the model's: its usage, and the claim it was made under. */
interface Message {
  usage: TokenUsage;
  use: string | null;
}

/**
 * What an agent's transcript says it consumed, by the tool use of its claims: a message counts once, for the claim made
 * in it or last before it, and what came before the first claim for that. Lines of a form that is not known are
 * passed over; a file of any size is read a piece at a time.
 */
export const usageIn = async (
  transcript: string,
  uses: readonly string[],
): Promise<ReadonlyMap<string, TokenUsage>> => {
  const messages = new Map<string, Message>();
  let current: string | null = null;
  const lines = createInterface({ input: createReadStream(transcript, "utf8") });
  for await (const line of lines) {
    // Most of a long transcript is what tools returned: not worth parsing.
    if (!line.includes('"usage"')) continue;
    const message = messageOf(line);
    if (message === null) continue;
    const id = textOf(message, "id");
    const usage = usageOf(message.usage);
    if (id === null || usage === null) continue;
    const claim: string | null = claimIn(message.content, uses);
    current = claim ?? current;
    const known = messages.get(id);
    messages.set(id, { usage, use: claim ?? known?.use ?? current });
  }
  return sums(messages.values(), uses);
};

const sums = (
  messages: Iterable<Message>,
  uses: readonly string[],
): ReadonlyMap<string, TokenUsage> => {
  const total = new Map<string, TokenUsage>();
  const before: TokenUsage[] = [];
  for (const { usage, use } of messages) {
    if (use === null) before.push(usage);
    else total.set(use, plus(total.get(use), usage));
  }
  const first = uses.find((use) => total.has(use));
  if (first !== undefined) {
    for (const usage of before) total.set(first, plus(total.get(first), usage));
  }
  return total;
};

const plus = (sum: TokenUsage | undefined, more: TokenUsage): TokenUsage =>
  sum === undefined
    ? more
    : {
        input: sum.input + more.input,
        output: sum.output + more.output,
        cacheWrite: sum.cacheWrite + more.cacheWrite,
        cacheRead: sum.cacheRead + more.cacheRead,
      };

const messageOf = (line: string): Payload | null => {
  try {
    const entry: unknown = JSON.parse(line);
    if (!isRecord(entry) || entry.type !== "assistant") return null;
    return isRecord(entry.message) ? entry.message : null;
  } catch {
    return null;
  }
};

const usageOf = (value: unknown): TokenUsage | null => {
  if (!isRecord(value)) return null;
  return {
    input: count(value.input_tokens),
    output: count(value.output_tokens),
    cacheWrite: count(value.cache_creation_input_tokens),
    cacheRead: count(value.cache_read_input_tokens),
  };
};

const count = (value: unknown): number =>
  typeof value === "number" && Number.isSafeInteger(value) && value > 0 ? value : 0;

/** The claim among a message's tool uses. */
const claimIn = (content: unknown, uses: readonly string[]): string | null => {
  if (!Array.isArray(content)) return null;
  for (const block of content) {
    const id = isRecord(block) ? textOf(block, "id") : null;
    if (id !== null && uses.includes(id)) return id;
  }
  return null;
};
