import type { Json, JsonObject } from "../core/json.ts";
import { iso } from "./iso.ts";

/** Detail keys under which the core gives epoch milliseconds. */
const timeKeys: ReadonlySet<string> = new Set(["since", "until", "expires", "due_at"]);

/** The core's details with its times as callers read them: ISO 8601 UTC. */
export const readableTimes = (details: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(details).map(([key, value]) => [key, readable(key, value)]));

const readable = (key: string, value: Json): Json => {
  if (typeof value === "number" && timeKeys.has(key)) return iso(value);
  if (Array.isArray(value)) return value.map((item) => readable(key, item));
  return isObject(value) ? readableTimes(value) : value;
};

const isObject = (value: Json): value is JsonObject =>
  value !== null && typeof value === "object" && !Array.isArray(value);
