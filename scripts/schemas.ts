// Writes the published JSON Schemas from their zod sources; `npm run schemas` after changing one.
import { writeFileSync } from "node:fs";
import { publishedSchemas } from "./published-schemas.ts";

for (const [name, text] of Object.entries(publishedSchemas())) {
  writeFileSync(new URL(`../schemas/${name}.json`, import.meta.url), text);
}
