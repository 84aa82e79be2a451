import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { play } from "./play.ts";
import { scenarios } from "./scenarios.ts";
import { row, tableHead } from "./table.ts";

/** `npm run chaos`: harms real servers in every way it knows; ends with 1 when anything is not as promised. */
const { values } = parseArgs({
  options: {
    seed: { type: "string" },
    rounds: { type: "string", default: "3" },
    scenario: { type: "string", multiple: true },
    list: { type: "boolean", default: false },
  },
});
const say = (line: string) => process.stdout.write(`${line}\n`);
const misused = (why: string): never => {
  process.stderr.write(
    `${why}\nUsage: npm run chaos -- [--list] [--scenario NAME]... [--seed N] [--rounds N]\n`,
  );
  process.exit(2);
};
if (values.list) {
  for (const { name, about } of scenarios) say(`${name.padEnd(14)} ${about}`);
  process.exit(0);
}
const seed = Number(values.seed ?? Date.now() % 1_000_000);
const rounds = Number(values.rounds);
if (!Number.isSafeInteger(seed)) misused("--seed takes a whole number.");
if (!Number.isSafeInteger(rounds) || rounds < 1) misused("--rounds takes a number from 1 on.");
const wanted = values.scenario ?? scenarios.map(({ name }) => name);
const unknown = wanted.find((each) => !scenarios.some(({ name }) => name === each));
if (unknown !== undefined) misused(`There is no scenario ${unknown}; --list names them.`);

const base = mkdtempSync(join(tmpdir(), "baton-chaos-"));
say(`seed ${seed}, up to ${rounds} rounds each, in ${base}\n`);
say(tableHead);
let broken = 0;
for (const scenario of scenarios.filter(({ name }) => wanted.includes(name))) {
  const missing = scenario.unavailable?.() ?? null;
  if (missing !== null) {
    say(row(scenario, { skipped: missing }));
    continue;
  }
  const start = performance.now();
  const all = [];
  for (let round = 1; round <= (scenario.once ? 1 : rounds); round++) {
    const findings = await play(scenario, base, { seed, round });
    all.push(findings);
    if (findings.faults.length > 0) break;
  }
  const seconds = Math.round((performance.now() - start) / 1000);
  const faults = all.flatMap((each) => each.faults);
  say(row(scenario, { rounds: all, seconds }));
  for (const text of new Set(all.flatMap(({ said }) => said))) say(`    said: ${text}`);
  for (const fault of faults) say(`    FAULT ${fault}`);
  if (faults.length > 0) broken += 1;
}
if (broken === 0) rmSync(base, { recursive: true, force: true });
else process.exitCode = 1;
say(
  broken === 0
    ? "\nAll held."
    : `\n${broken} did not hold; what they left lies in ${base} (seed ${seed})`,
);
