import { Ajv2020 } from "ajv/dist/2020.js";
import type { Json, JsonObject } from "../core/json.ts";

/** Largest `output_schema`, in bytes of JSON. */
const schemaLimit = 32_768;

/** Keywords whose evaluation can take for ever, or reach outside. */
const banned: ReadonlySet<string> = new Set(["pattern", "patternProperties", "format"]);

/** What keeps a schema from being used to judge outputs; empty when it is fine. */
export const outputSchemaFaults = (schema: JsonObject): readonly string[] => {
  const size = JSON.stringify(schema).length;
  if (size > schemaLimit) return [`it has ${size} characters, at most ${schemaLimit} are allowed`];
  const faults = walk(schema, "");
  if (faults.length > 0) return faults;
  try {
    compiler().compile(schema);
    return [];
  } catch (error) {
    return [error instanceof Error ? error.message : "it does not compile"];
  }
};

/** What is wrong with `value` under `schema`, a line each with its path. */
export const validateOutput = (schema: JsonObject, value: Json): readonly string[] => {
  const validate = compiler().compile(schema);
  if (validate(value)) return [];
  return (validate.errors ?? []).map(
    (error) => `outputs${error.instancePath} ${error.message ?? "does not fit output_schema"}`,
  );
};

const compiler = (): Ajv2020 =>
  new Ajv2020({ allErrors: true, strict: false, logger: false, addUsedSchema: false });

const walk = (node: Json, path: string): readonly string[] => {
  if (Array.isArray(node)) return node.flatMap((item, i) => walk(item, `${path}/${i}`));
  if (node === null || typeof node !== "object") return [];
  return Object.entries(node).flatMap(([key, value]) => {
    const here = `${path}/${key}`;
    // Under `properties` the keys are the caller's own names, not keywords.
    const isKeyword = !/\/(properties|\$defs|definitions)$/.test(path);
    if (isKeyword && banned.has(key)) return [`${here}: ${key} is not allowed`];
    if (isKeyword && /^\$(dynamic|recursive)?ref$/i.test(key) && !isLocal(value)) {
      return [`${here}: only references within the schema (#/...) are allowed`];
    }
    return isKeyword &&
      (key === "const" || key === "enum" || key === "default" || key === "examples")
      ? []
      : walk(value, here);
  });
};

const isLocal = (value: Json): boolean => typeof value === "string" && value.startsWith("#");
