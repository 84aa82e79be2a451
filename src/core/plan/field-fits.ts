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
  Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, initialOf(field)]));

/** The default of a field; an object without one has those of its fields, if any has one. */
const initialOf = ({ initial, fields }: Field): Json => {
  if (initial !== undefined || fields === undefined) return initial ?? null;
  const values = initialValues(fields);
  return Object.values(values).every((value) => value === null) ? null : values;
};

/** Whether a field may be left out. */
export const isOptional = (field: Field): boolean =>
  field.initial !== undefined || initialOf(field) !== null;

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
