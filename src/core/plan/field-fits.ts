import { isJsonObject, type Json, type JsonObject } from "../json.ts";
import type { Field } from "./plan.ts";

/** What is wrong with a value of a declared field; null when it fits. A value may always be null. */
export const fieldFault = (field: Field, value: Json, path: string): string | null => {
  if (value === null || field.type === "any") return null;
  const actual = typeOf(value);
  const fits = field.type === actual || (field.type === "number" && actual === "integer");
  if (!fits) return `${path} must be ${field.type}, not ${actual}`;
  if (field.values !== null && typeof value === "string" && !field.values.includes(value)) {
    return `${path} must be one of ${field.values.join(", ")}`;
  }
  if (field.fields === undefined || !isJsonObject(value)) return null;
  for (const [name, inner] of Object.entries(field.fields)) {
    const fault = fieldFault(inner, value[name] ?? null, `${path}.${name}`);
    if (fault !== null) return fault;
  }
  return null;
};

/** The declared fields with their initial values; null where there is none. */
export const initialValues = (fields: Readonly<Record<string, Field>>): JsonObject =>
  Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, field.initial ?? null]));

const typeOf = (value: Json): Field["type"] => {
  if (Array.isArray(value)) return "array";
  switch (typeof value) {
    case "string":
      return "string";
    case "boolean":
      return "boolean";
    case "number":
      return Number.isInteger(value) ? "integer" : "number";
    default:
      return "object";
  }
};
