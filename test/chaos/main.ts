import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { projectIn } from "../e2e/project-in.ts";
import { runChaos } from "./run-chaos.ts";

/** `npm run chaos -- --seed N --rounds 100`: kills servers while they write; ends with 1 when anything is lost. */
const { values } = parseArgs({
  options: { seed: { type: "string" }, rounds: { type: "string", default: "100" } },
});
const seed = Number(values.seed ?? Date.now() % 1_000_000);
const rounds = Number(values.rounds);
if (!Number.isSafeInteger(seed) || !Number.isSafeInteger(rounds) || rounds < 1) {
  process.stderr.write("Usage: npm run chaos -- [--seed N] [--rounds N]\n");
  process.exit(2);
}

const say = (line: string) => process.stdout.write(`${line}\n`);
const folder = mkdtempSync(join(tmpdir(), "baton-chaos-"));
say(`seed ${seed}, ${rounds} rounds, in ${folder}`);
const start = performance.now();
const { kills, acknowledged, cut, faults } = await runChaos(
  projectIn(folder),
  { seed, rounds },
  (round, result) =>
    say(
      `${round}: ${result.acknowledged} acknowledged, ${result.cut} cut, ${result.faults.length} faults`,
    ),
);
for (const fault of faults) say(`FAULT ${fault}`);
const seconds = Math.round((performance.now() - start) / 1000);
say(
  `${kills} kills in ${seconds} s: ${acknowledged} acknowledged writes, ${cut} cut short; ${
    faults.length === 0
      ? "no acknowledged write lost, no chain broken, no difference after a rebuild"
      : `${faults.length} faults; the database is kept in ${folder}`
  } (seed ${seed})`,
);
if (faults.length === 0) rmSync(folder, { recursive: true });
else process.exitCode = 1;
