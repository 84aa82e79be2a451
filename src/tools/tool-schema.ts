import { z } from "zod";
import type { Json, JsonObject } from "../core/json.ts";
import type { Tool } from "./tool.ts";

/** Keywords a model gains nothing from; the server checks them all the same. */
const dropped: ReadonlySet<string> = new Set([
  "$schema",
  "additionalProperties",
  "minLength",
  "maxLength",
  "maxItems",
  "pattern",
  "propertyNames",
]);

/** The input schema as clients see it: everything needed to call the tool, in few tokens. */
export const inputSchema = (tool: Tool): JsonObject => {
  const slim = slimmed(schemaOf(tool.input, "input"));
  return isObject(slim) ? slim : { type: "object" };
};

/** The output schema; clients do not show it to the model. */
export const outputSchema = (tool: Tool): JsonObject => {
  const { $schema: _, ...schema } = schemaOf(tool.output, "output");
  return schema;
};

/** A zod object as JSON Schema; what JSON Schema cannot say becomes "anything". */
const schemaOf = (schema: z.ZodObject, io: "input" | "output"): JsonObject =>
  JSON.parse(
    JSON.stringify(
      z.toJSONSchema(schema, {
        io,
        unrepresentable: "any",
      }),
    ),
  );

const slimmed = (node: Json, inProperties = false): Json => {
  if (Array.isArray(node)) return node.map((item) => slimmed(item));
  if (!isObject(node)) return node;
  const entries = Object.entries(node)
    .filter(([key, value]) => inProperties || (!dropped.has(key) && !isUnbounded(key, value)))
    .map(([key, value]) => [key, slimmed(value, !inProperties && key === "properties")]);
  return Object.fromEntries(entries);
};

/** Zod writes the bounds of safe integers into every integer. */
const isUnbounded = (key: string, value: Json): boolean =>
  (key === "maximum" || key === "minimum") &&
  (value === Number.MAX_SAFE_INTEGER || value === Number.MIN_SAFE_INTEGER);

const isObject = (node: Json): node is JsonObject =>
  node !== null && typeof node === "object" && !Array.isArray(node);
