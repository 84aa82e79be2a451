import type { Json, JsonObject } from "../core/json.ts";
import { isRecord } from "./load-yaml.ts";

/** Text that any store accepts: no NUL, no lone surrogates. */
export const cleanText = (text: string): string => text.replace(/\0|\p{Surrogate}/gu, "\uFFFD");

/** A parsed YAML value as JSON; what JSON cannot carry becomes text. */
const toJson = (value: unknown): Json => {
  if (typeof value === "string") return cleanText(value);
  if (typeof value === "boolean" || value === null) return value;
  if (typeof value === "number") {
    const exact =
      Number.isFinite(value) && (!Number.isInteger(value) || Number.isSafeInteger(value));
    // JSON has no negative zero.
    return exact ? value || 0 : String(value);
  }
  if (Array.isArray(value)) return value.map(toJson);
  if (isRecord(value)) return toJsonObject(Object.entries(value));
  return String(value);
};

/** Key and value pairs as a JSON object; `__proto__` is left out, since a later copy could act on it. */
export const toJsonObject = (pairs: Iterable<readonly [string, unknown]>): JsonObject => {
  const kept: [string, Json][] = [];
  for (const [key, value] of pairs) {
    if (key !== "__proto__") kept.push([cleanText(key), toJson(value)]);
  }
  return Object.fromEntries(kept);
};
