import { z } from "zod";
import type { Agent } from "../core/agent.ts";
import { type Phase, phases } from "../core/phase.ts";
import { splitList, unquote } from "./mend-list.ts";
import { type Note, note } from "./note.ts";
import { cleanText } from "./to-json.ts";

/** What Baton's own keys say, with their defaults. */
type BatonFields = Pick<
  Agent,
  "version" | "capabilities" | "timeoutSeconds" | "maxRetries" | "orchestration"
> & { readonly phase: Phase | null; readonly notes: readonly Note[] };

const phase = z
  .string()
  .transform((text) => text.trim().toUpperCase())
  .pipe(z.enum(phases));
const texts = z
  .union([z.string().transform(splitList), z.array(z.union([z.string(), z.number(), z.boolean()]))])
  .transform((items) => [
    ...new Set(
      items.map((item) => cleanText(unquote(String(item).trim()))).filter((item) => item !== ""),
    ),
  ]);
const count = (least: number, most: number) =>
  z
    .union([
      z.number(),
      z
        .string()
        .regex(/^\d{1,9}$/)
        .transform(Number),
    ])
    .pipe(z.number().int().min(least).max(most));
const word = z.union([z.string().min(1), z.number()]).transform((item) => cleanText(String(item)));
const group = z.record(z.string(), z.unknown());

const week = 7 * 24 * 3600;
// Built once: to build a schema takes longer than to read a file with it.
const seconds = count(1, week);
const retries = count(0, 100);
const parallel = count(1, 1000);

/** Reads Baton's optional keys; a value of the wrong type or range is left out and noted. */
export const readBatonFields = (values: ReadonlyMap<string, unknown>): BatonFields => {
  const notes: Note[] = [];
  const read = <Out>(
    schema: z.ZodType<Out>,
    key: string,
    value: unknown,
    wanted: string,
  ): Out | null => {
    if (value === undefined || value === null) return null;
    const parsed = schema.safeParse(value);
    if (parsed.success) return parsed.data;
    notes.push(note(`\`${key}\` is not ${wanted}`, "left it out"));
    return null;
  };
  const nested = read(group, "orchestration", values.get("orchestration"), "a group of keys");
  const orchestration = new Map(Object.entries(nested ?? {}));
  const inner = <Out>(schema: z.ZodType<Out>, key: string, wanted: string): Out | null =>
    read(schema, `orchestration.${key}`, orchestration.get(key), wanted);
  return {
    version: read(word, "version", values.get("version"), "text") ?? "1.0.0",
    phase: read(phase, "phase", values.get("phase"), `one of ${phases.join(", ")}`),
    capabilities:
      read(texts, "capabilities", values.get("capabilities"), "a list of phrases") ?? [],
    timeoutSeconds: read(
      seconds,
      "timeout_seconds",
      values.get("timeout_seconds"),
      "a whole number of seconds up to a week",
    ),
    maxRetries: read(
      retries,
      "max_retries",
      values.get("max_retries"),
      "a whole number from 0 to 100",
    ),
    orchestration: {
      priority: inner(word, "priority", "text"),
      dependencies: inner(texts, "dependencies", "a list of names") ?? [],
      maxParallel: inner(parallel, "max_parallel", "a whole number from 1 to 1000"),
    },
    notes,
  };
};
