// Measures Baton beside its floors; see docs/performance.md. The product must be built.
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { largeDatabase } from "./database.ts";
import type { Bench } from "./measurement.ts";
import { measurements } from "./measurements/all.ts";
import { layOut } from "./places.ts";
import { markdown, plain } from "./print.ts";
import type { Table } from "./table.ts";

const { values } = parseArgs({
  options: {
    json: { type: "boolean", default: false },
    markdown: { type: "boolean", default: false },
    quick: { type: "boolean", default: false },
    only: { type: "string", multiple: true },
    events: { type: "string" },
  },
});
const { quick, json, only } = values;
const events = Number(values.events ?? (quick ? 2_000 : 1_000_000));

const names = measurements.map(({ name }) => name);
const unknown = only?.find((name) => !names.includes(name));
if (unknown !== undefined) throw new Error(`--only ${unknown}: there are ${names.join(", ")}`);

const print = (text: string): void => {
  process.stdout.write(`${text}\n`);
};
const say = (line: string): void => {
  process.stderr.write(`${line}\n`);
};

const base = mkdtempSync(join(tmpdir(), "baton-bench-run-"));
let launches: ReturnType<Bench["launches"]> | undefined;
const bench: Bench = {
  quick,
  events,
  folder: (name) => {
    const folder = join(base, name);
    mkdirSync(folder, { recursive: true });
    return folder;
  },
  launches: async () => {
    launches ??= largeDatabase(events, say).then((database) => layOut(base, database));
    return launches;
  },
  say,
};

try {
  const tables: Record<string, readonly Table[]> = {};
  for (const { name, run } of measurements) {
    if (only !== undefined && !only.includes(name)) continue;
    say(`measuring: ${name}`);
    const found = await run(bench);
    tables[name] = found;
    // What is measured is shown at once: the whole takes minutes.
    if (!json) {
      for (const table of found) print((values.markdown ? markdown : plain)(table));
    }
  }
  if (json) print(JSON.stringify({ quick, events, measurements: tables }));
} finally {
  rmSync(base, { recursive: true, force: true });
}
