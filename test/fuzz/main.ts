import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { parseArgs } from "node:util";
import { keepFinding } from "./corpus.ts";
import type { Report } from "./run-targets.ts";
import { targets } from "./targets/all.ts";

/** `npm run fuzz -- [--target NAME] [--runs N] [--seed N] [--seconds S]`: ends with 1 when anything was found, and keeps it in the corpus. */
const { values } = parseArgs({
  options: {
    target: { type: "string" },
    runs: { type: "string" },
    seed: { type: "string", default: "1" },
    seconds: { type: "string" },
  },
});
const names = targets.map(({ name }) => name);
const chosen = values.target === undefined ? names : names.filter((name) => name === values.target);
const runs = values.runs ?? (values.seconds === undefined ? "10000" : "1000000000");
const seconds = values.seconds ?? "";
if (
  chosen.length === 0 ||
  ![runs, values.seed, seconds || "1"].every((n) => /^\d{1,10}$/.test(n))
) {
  process.stderr.write(
    `Usage: npm run fuzz -- [--target ${names.join("|")}] [--runs N] [--seed N] [--seconds S]\n`,
  );
  process.exit(2);
}
const say = (line: string) => process.stdout.write(`${line}\n`);

/** Runs targets in a process of its own, which may end in any way; returns those it did not come to, and what was found. */
const run = async (
  names: readonly string[],
  folder: string,
): Promise<{ readonly left: readonly string[]; readonly found: number }> => {
  const current = join(folder, "current");
  const program = join(import.meta.dirname, "run-targets.ts");
  const child = spawn(
    process.execPath,
    ["--max-old-space-size=1024", program, names.join(), values.seed, runs, seconds, current],
    { stdio: ["ignore", "pipe", "pipe"] },
  );
  let noise = "";
  child.stderr.on("data", (chunk) => {
    noise = `${noise}${chunk}`.slice(-4_000);
  });
  const closed = once(child, "close");
  let name = "";
  let ended = 0;
  let found = 0;
  let foundHere = 0;
  const keep = (what: string, input: Buffer): void => {
    found++;
    foundHere++;
    say(`FOUND ${name}: ${what}\n  in ${keepFinding(name, input)}`);
  };
  for await (const line of createInterface({ input: child.stdout })) {
    const report: Report = JSON.parse(line);
    if (report.type === "begin") {
      name = report.target;
      foundHere = 0;
    } else if (report.type === "finding") keep(report.what, Buffer.from(report.input, "base64"));
    else {
      ended++;
      say(`${name}: ${report.inputs} inputs, seed ${values.seed}, ${foundHere} found`);
    }
  }
  const [code, signal] = await closed;
  if (ended === names.length) return { left: [], found };
  keep(`the process ended with ${signal ?? code}: ${noise}`, readFileSync(current));
  return { left: names.slice(ended + 1), found };
};

const folder = mkdtempSync(join(tmpdir(), "baton-fuzz-"));
let found = 0;
try {
  for (let left: readonly string[] = chosen; left.length > 0; ) {
    const round = await run(left, folder);
    left = round.left;
    found += round.found;
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
process.exitCode = found === 0 ? 0 : 1;
