import type { Json, JsonObject } from "../core/json.ts";
import type { Lookup } from "../core/rules.ts";
import { toCel } from "./cel.ts";
import type { Anatomy, Reference } from "./references.ts";

/** Longest list that a macro runs over. */
const macroItemLimit = 1000;
/** Most values and characters of one expression's values. */
const sizeLimit = 1_000_000;
/** Bounds the work: characters and values touched, times the calls that touch them. */
const workLimit = 64_000_000;

/** The values that an expression reads, and no others; a text says why it may not have them. */
export const contextOf = (anatomy: Anatomy, lookup: Lookup): Record<string, unknown> | string => {
  const context: Record<string, unknown> = Object.create(null);
  let size = 0;
  let longest = 0;
  let reads = 0;
  let repeatedReads = 0;
  for (const [root, references] of byRoot(anatomy.references)) {
    const value = valueFor(root, references, lookup);
    if (value === undefined) return `nothing is named ${nameOf(root, references)}`;
    const weight = weigh(value);
    size += weight.size;
    longest = Math.max(longest, weight.longest);
    if (size > sizeLimit) return "the values it reads are too large";
    for (const { repeated } of references) {
      if (repeated) repeatedReads += weight.size;
      else reads += weight.size;
    }
    context[root] = toCel(value);
  }
  if (anatomy.macros === 0) return context;
  if (longest > macroItemLimit)
    return `it goes through a list of more than ${macroItemLimit} items`;
  const work = (reads + anatomy.itemReads * size + repeatedReads * longest) * (anatomy.calls + 1);
  return work > workLimit ? "it would take too long on values of this size" : context;
};

const byRoot = (references: readonly Reference[]): ReadonlyMap<string, readonly Reference[]> =>
  Map.groupBy(references, ({ root }) => root);

const valueFor = (
  root: string,
  references: readonly Reference[],
  lookup: Lookup,
): Json | undefined => {
  if (root === "steps") return pick(references, (name) => lookup.step(name));
  // A key that nobody has set yet is no mistake.
  if (root === "memory") return pick(references, (key) => lookup.memory(key) ?? null);
  const value = lookup.variable(root);
  if (root !== "input" && root !== "state") return value;
  if (!isObject(value) || references.some(({ names }) => names.length === 0)) return value;
  return pick(references, (name) => (Object.hasOwn(value, name) ? value[name] : undefined));
};

/** The values of the names that follow a root; undefined when one has none. */
const pick = (
  references: readonly Reference[],
  read: (name: string) => Json | undefined,
): JsonObject | undefined => {
  const values = new Map<string, Json>();
  for (const { names } of references) {
    const [name] = names;
    const value = name === undefined ? undefined : read(name);
    if (name === undefined || value === undefined) return undefined;
    values.set(name, value);
  }
  return Object.fromEntries(values);
};

const nameOf = (root: string, references: readonly Reference[]): string =>
  ["steps", "input", "state"].includes(root)
    ? references.map(({ names }) => `${root}.${names[0] ?? ""}`).join(" or ")
    : root;

const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Values and characters in a value, and its longest list; stops counting once it is too large. */
const weigh = (value: Json): { size: number; longest: number } => {
  let size = 0;
  let longest = 0;
  const stack: Json[] = [value];
  for (let item = stack.pop(); item !== undefined && size <= sizeLimit; item = stack.pop()) {
    size += typeof item === "string" ? item.length + 1 : 1;
    if (Array.isArray(item)) {
      longest = Math.max(longest, item.length);
      for (const inner of item) stack.push(inner);
    } else if (typeof item === "object" && item !== null) {
      for (const inner of Object.values(item)) stack.push(inner);
    }
  }
  return { size, longest };
};
