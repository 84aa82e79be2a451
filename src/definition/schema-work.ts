import { isJsonObject, type Json, type JsonObject } from "../core/json.ts";

/** Keywords of a schema that hold others: for the value itself, or for the values within it. */
const inPlace = [
  "allOf",
  "anyOf",
  "oneOf",
  "not",
  "if",
  "then",
  "else",
  "dependentSchemas",
] as const;
const within = [
  ...["properties", "items", "prefixItems", "additionalProperties", "additionalItems", "contains"],
  ...["propertyNames", "unevaluatedItems", "unevaluatedProperties"],
] as const;
/** Keywords that hold schemas by name. */
const named: ReadonlySet<string> = new Set(["properties", "dependentSchemas"]);

/** No outputs nest deeper. */
const deepest = 60;
/** Schemas applied to one path of nested values, at most. */
const workLimit = 100_000;

/** A schema within another, by the keyword and name that lead to it. */
export interface Inner {
  readonly at: string;
  readonly schema: JsonObject;
}

/** The schemas that a keyword holds. */
const held = (schema: JsonObject, keyword: string): readonly Inner[] => {
  const value = schema[keyword];
  if (Array.isArray(value)) return value.flatMap((each, i) => inner(`${keyword}/${i}`, each));
  return named.has(keyword) && isJsonObject(value ?? null)
    ? Object.entries(value ?? {}).flatMap(([name, each]) => inner(`${keyword}/${name}`, each))
    : inner(keyword, value);
};

const inner = (at: string, value: Json | undefined): readonly Inner[] =>
  value !== undefined && isJsonObject(value) ? [{ at, schema: value }] : [];

/** What a reference of the form `#/...` leads to. */
const target = (root: JsonObject, { $ref: ref }: JsonObject): readonly Inner[] => {
  if (typeof ref !== "string") return [];
  let found: Json | undefined = root;
  for (const part of ref.split("/").slice(1)) {
    const key = decoded(part);
    if (Array.isArray(found)) found = found[Number(key)];
    else if (found !== undefined && isJsonObject(found) && Object.hasOwn(found, key))
      found = found[key];
    else return [];
  }
  return inner(ref, found);
};

const decoded = (part: string): string => {
  try {
    return decodeURIComponent(part).replaceAll("~1", "/").replaceAll("~0", "~");
  } catch {
    return part;
  }
};

/** Every schema that is applied when the root is, by following references, too; each once, with where it was met first. */
export const appliedSchemas = (root: JsonObject): readonly Inner[] => {
  const seen = new Map<JsonObject, string>([[root, ""]]);
  for (const [schema, at] of seen) {
    for (const each of [...applied(schema, inPlace), ...applied(schema, within)])
      if (!seen.has(each.schema)) seen.set(each.schema, `${at}/${each.at}`);
    for (const each of target(root, schema))
      if (!seen.has(each.schema)) seen.set(each.schema, each.at);
  }
  return [...seen].map(([schema, at]) => ({ at, schema }));
};

const applied = (schema: JsonObject, keywords: readonly string[]): readonly Inner[] =>
  keywords.flatMap((keyword) => held(schema, keyword));

/** Why a schema would take unbounded work; null when it does not. Counts what is applied along one path of nested values. */
export const workFault = (root: JsonObject): string | null => {
  const known = new Map<JsonObject, number[]>();
  const open = new Set<JsonObject>();
  let endless = false;
  const count = (schema: JsonObject, depth: number): number => {
    const counted = known.get(schema) ?? [];
    known.set(schema, counted);
    const before = counted[depth];
    if (before !== undefined) return before;
    if (open.has(schema)) {
      endless = true;
      return 0;
    }
    open.add(schema);
    let sum = 1;
    for (const each of [...applied(schema, inPlace), ...target(root, schema)])
      sum += count(each.schema, depth);
    open.delete(schema);
    counted[depth] = sum;
    if (depth === 0) return sum;
    for (const each of applied(schema, within)) sum += count(each.schema, depth - 1);
    counted[depth] = sum;
    return sum;
  };
  // From the leaves up, so that no count has to go deep.
  let most = 0;
  const all = appliedSchemas(root);
  for (let depth = 0; depth <= deepest && most <= workLimit && !endless; depth++)
    for (const { schema } of all) if (!endless) most = Math.max(most, count(schema, depth));
  if (endless) return "it refers to itself without an end";
  return most > workLimit ? "it refers to itself, or to parts of it, in too many ways" : null;
};
