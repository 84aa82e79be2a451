import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { encodeData } from "../../src/store/event-codec.ts";
import { plain } from "../core/spec/plain.ts";
import { scenarios } from "./scenarios.ts";

// Run once for each release, before it is published: node test/corpus/record.ts
// What is recorded stays as it is for ever; the test beside this file folds it with every later release.
const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const { version }: { readonly version: string } = JSON.parse(
  readFileSync(here("../../package.json"), "utf8"),
);
const release = process.argv[2] ?? version;
if (!/^\d+\.\d+\.\d+$/.test(release)) throw new Error(`${release} is not a version`);

// Throws when the folder exists: a recorded release is frozen.
mkdirSync(here(`./${release}`));
for (const [name, live] of Object.entries(scenarios)) {
  const { stream, events, state } = live();
  const stored = events.map(({ data, at, actor }) => {
    const { type, typeVersion, text } = encodeData(data);
    return { type, type_version: typeVersion, at, actor, data: JSON.parse(text) };
  });
  const recorded = { stream, events: stored, state: plain(state) };
  writeFileSync(here(`./${release}/${name}.json`), `${JSON.stringify(recorded, null, 2)}\n`);
}
process.stderr.write(
  `recorded ${Object.keys(scenarios).length} streams for ${release}; format them with: npm run format\n`,
);
