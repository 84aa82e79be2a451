import type { Json, JsonObject } from "../core/json.ts";
import type { Refusal } from "../core/refusal.ts";
import { poolsTable } from "./pools-table.ts";

/** A result as text, with exactly the facts of its structured form: a line per field, long texts as blocks, pools as a table. */
export const renderText = (content: JsonObject): string => {
  const table = poolsTable(content);
  return [
    ...(table === null ? [] : [`pools:\n${table}`]),
    ...Object.entries(content)
      .filter(([key]) => table === null || (key !== "pools" && key !== "total"))
      .map(([key, value]) => `${key}: ${renderValue(value)}`),
  ].join("\n");
};

/** A refusal as text. */
export const renderRefusal = (refusal: Refusal): string =>
  `${refusal.code}: ${refusal.message} Fix: ${refusal.fix}`;

const renderValue = (value: Json): string => {
  if (typeof value === "string") return value.includes("\n") ? `\n${value}\n` : value;
  if (Array.isArray(value) && value.length > 0) {
    return `\n${value.map((item) => `- ${typeof item === "string" ? item : JSON.stringify(item)}`).join("\n")}`;
  }
  return JSON.stringify(value);
};
