import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { JsonObject } from "../core/json.ts";
import { packageRoot } from "./package-info.ts";

const folder = join(packageRoot, "schemas");

/** Names of the JSON Schemas that ship with the package. */
export const schemaNames: readonly string[] = readdirSync(folder)
  .filter((file) => file.endsWith(".json"))
  .map((file) => file.slice(0, -".json".length));

/** A published JSON Schema by its name; null when there is none. */
export const schemaNamed = (name: string): JsonObject | null => {
  if (!schemaNames.includes(name)) return null;
  const schema: JsonObject = JSON.parse(readFileSync(join(folder, `${name}.json`), "utf8"));
  return schema;
};
