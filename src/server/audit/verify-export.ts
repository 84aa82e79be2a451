import { z } from "zod";
import { walkChain } from "../../store/verify-chain.ts";
import { exportFormat } from "./export-lines.ts";
import { readSeal, tally } from "./seal.ts";

const headLine = z.object({
  format: z.literal(exportFormat),
  database: z.string(),
  scope: z.string(),
  key: z.string(),
});
const sealLine = z.strictObject({ seal: z.string() });
const eventLine = z.strictObject({
  position: z.int(),
  stream: z.string(),
  version: z.int(),
  type: z.string(),
  typeVersion: z.int(),
  at: z.int(),
  actor: z.object({
    kind: z.enum(["agent", "human", "system"]),
    name: z.string(),
    session: z.string().exactOptional(),
  }),
  hash: z.string(),
  data: z.string(),
});

/** What a check of an export found. */
export interface ExportReport {
  readonly events: number;
  readonly streams: number;
  /** The public key that signed it; null when no seal holds. */
  readonly signedBy: string | null;
  readonly faults: readonly string[];
}

/**
 * Checks an export by itself: the chain of every stream, and the seal at its end. `key` is the public key it must be
 * signed by; without one, whoever signed it is only named.
 */
export const verifyExport = async (
  lines: AsyncIterable<string>,
  key: string | null,
): Promise<ExportReport> => {
  const faults: string[] = [];
  const walks = new Map<string, Walked>();
  const count = tally();
  let head: z.infer<typeof headLine> | null = null;
  let seal: string | null = null;
  let number = 0;
  for await (const line of lines) {
    number += 1;
    const value = jsonOf(line);
    if (number === 1) {
      head = headLine.safeParse(value).data ?? null;
      if (head === null) break;
      continue;
    }
    const end = sealLine.safeParse(value).data;
    if (seal !== null) faults.push(`line ${number}: stands after the seal`);
    if (end !== undefined) {
      seal = end.seal;
      continue;
    }
    const event = eventLine.safeParse(value).data;
    if (event === undefined || head === null) {
      faults.push(`line ${number}: is no event`);
      continue;
    }
    const { stream } = event;
    const walked = walks.get(stream) ?? begin(head.database, stream);
    walks.set(stream, walked);
    walked.walk.step({ ...event, text: event.data });
    walked.head = { version: event.version, hash: event.hash };
    count.add(event);
  }
  if (head === null) return { events: 0, streams: 0, signedBy: null, faults: [noExport] };
  for (const { walk, head: last } of walks.values()) {
    for (const { stream, version, what } of walk.end(last).faults)
      faults.push(`${stream} event ${version}: ${what}`);
  }
  const sealed = sealFaults(seal, head, count.result(), key);
  faults.push(...sealed.faults);
  const { events, streams } = count.result();
  return { events, streams, signedBy: sealed.signedBy, faults };
};

const noExport = "line 1: is not the head of an export";

interface Walked {
  readonly walk: ReturnType<typeof walkChain>;
  head: { version: number; hash: string };
}

const begin = (database: string, stream: string): Walked => ({
  walk: walkChain({ database, stream, anchor: undefined }),
  head: { version: 0, hash: "" },
});

const sealFaults = (
  line: string | null,
  head: z.infer<typeof headLine>,
  found: ReturnType<ReturnType<typeof tally>["result"]>,
  key: string | null,
): { readonly faults: readonly string[]; readonly signedBy: string | null } => {
  if (line === null) return { faults: ["cut: the seal at the end is missing"], signedBy: null };
  const seal = readSeal(line);
  if (seal === null)
    return { faults: ["forged: the seal's signature does not hold"], signedBy: null };
  const faults: string[] = [];
  if (seal.database !== head.database || seal.scope !== head.scope)
    faults.push("exchanged: the seal is of another export");
  if (seal.events !== found.events || seal.root !== found.root)
    faults.push(
      `cut or rewritten: the seal covers ${seal.events} events, and these ${found.events} are not those`,
    );
  if (key !== null && seal.key !== key)
    faults.push(`forged: it was signed by ${seal.key}, not by ${key}`);
  return { faults, signedBy: seal.key };
};

const jsonOf = (line: string): unknown => {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
};
