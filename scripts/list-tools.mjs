// Writes the list of tools into dist, part of the build: see src/server/mcp/built-tools.ts.
import { writeFileSync } from "node:fs";
import { listTools } from "../dist/server/mcp/list-tools.js";

writeFileSync(new URL("../dist/tools.json", import.meta.url), JSON.stringify(listTools()));
