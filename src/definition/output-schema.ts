import { Ajv2020 } from "ajv/dist/2020.js";
import { isJsonObject, type Json, type JsonObject } from "../core/json.ts";
import { appliedSchemas, type Inner, workFault } from "./schema-work.ts";

/** Largest `output_schema`, in bytes of JSON. */
const schemaLimit = 32_768;

/** Keywords whose evaluation can take for ever, or reach outside. */
const banned: ReadonlySet<string> = new Set([
  ...["pattern", "patternProperties", "format"],
  ...["$dynamicRef", "$recursiveRef", "$id", "$anchor", "$dynamicAnchor"],
]);

/** What keeps a schema from being used to judge outputs; empty when it is fine. */
export const outputSchemaFaults = (schema: JsonObject): readonly string[] => {
  const size = JSON.stringify(schema).length;
  if (size > schemaLimit) return [`it has ${size} characters, at most ${schemaLimit} are allowed`];
  const faults = appliedSchemas(schema).flatMap(keywordFaults);
  if (faults.length > 0) return faults;
  const work = workFault(schema);
  if (work !== null) return [work];
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
  try {
    if (validate(value)) return [];
  } catch (error) {
    // A schema from before such were refused.
    if (error instanceof RangeError) return ["outputs cannot be judged: output_schema has no end"];
    throw error;
  }
  return (validate.errors ?? []).map(
    (error) => `outputs${error.instancePath} ${error.message ?? "does not fit output_schema"}`,
  );
};

const compiler = (): Ajv2020 =>
  new Ajv2020({ allErrors: true, strict: false, logger: false, addUsedSchema: false });

/** What is not allowed in the schemas that are applied, wherever a reference leads to them. */
const keywordFaults = ({ at, schema }: Inner): readonly string[] =>
  Object.entries(schema).flatMap(([key, value]) => {
    const here = `${at}/${key}`;
    if (banned.has(key)) return [`${here}: ${key} is not allowed`];
    if (key === "$ref" && !isLocal(value)) {
      return [`${here}: only references within the schema (#/...) are allowed`];
    }
    return key === "uniqueItems" && value === true && !isOfScalars(schema)
      ? [`${here}: uniqueItems needs items of one type: string, number, integer or boolean`]
      : [];
  });

/** Only then are items compared by a table, and not each with each. */
const isOfScalars = ({ items }: JsonObject): boolean =>
  items !== undefined &&
  isJsonObject(items) &&
  ["string", "number", "integer", "boolean"].some((type) => items.type === type);

const isLocal = (value: Json): boolean =>
  typeof value === "string" && /^#(?:\/(?:[^%]|%[0-9a-f]{2})*)?$/i.test(value);
