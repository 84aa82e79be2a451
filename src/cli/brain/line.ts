import { z } from "zod";
import { checkText } from "../../tools/check-text.ts";
import { prose, short } from "../../tools/fields.ts";

/** The format's name, in the first line of a file. */
export const brainFormat = "baton-brain-1";

/** An exported text: the tools' limits hold, but for an empty one. */
const text = z.string().max(20_000);
const count = z.int().min(0);
/** ISO 8601 outside, epoch ms within. */
const time = z.iso.datetime().transform((at) => Date.parse(at));

/** The first line of a file. */
export const header = z.object({
  format: z.literal(brainFormat),
  database: short,
  at: z.iso.datetime(),
});

const execution = z.strictObject({
  kind: z.literal("execution"),
  execution: short,
  agent: short,
  title: text,
  task: text,
  result: text.nullable(),
  status: z.enum([
    "completed",
    "failed",
    "needs_input",
    "expired",
    "orphaned",
    "taken_over",
    "revoked",
  ]),
  counts: z.boolean(),
  started_at: time,
  ended_at: time,
  duration_ms: count.nullable(),
  tokens_used: count.nullable(),
});

const learning = z.strictObject({
  kind: z.literal("learning"),
  text: prose,
  agent: short,
  first_at: time,
  last_at: time,
  times: z.int().min(1).max(1_000_000),
});

const entry = z.discriminatedUnion("kind", [execution, learning]);
/** One line of a file after the first, parsed. */
export type Entry = z.output<typeof entry>;
/** The same as it is written. */
export type WrittenEntry = z.input<typeof entry>;

/** Reads one line; what is wrong with it as a text. */
export const readLine = <T extends z.ZodType>(
  schema: T,
  line: string,
): { readonly value: z.output<T> } | { readonly fault: string } => {
  const parsed = parseJson(line);
  if (parsed === undefined) return { fault: "not JSON" };
  const unsafe = checkText(parsed);
  if (unsafe !== null) return { fault: unsafe.message };
  const read = schema.safeParse(parsed);
  if (read.success) return { value: read.data };
  const [issue] = read.error.issues;
  const path = issue?.path.map(String).join(".") ?? "";
  return { fault: `${path === "" ? "" : `${path}: `}${issue?.message ?? "not an entry"}` };
};

/** Reads an entry's line. */
export const readEntry = (line: string) => readLine(entry, line);

const parseJson = (line: string): unknown => {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
};
