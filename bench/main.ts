// Measures Baton beside a bare server of the same parts; see docs/performance.md. The product must be built.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { measureCalls } from "./calls.ts";
import { measureColdStart } from "./cold-start.ts";
import { collect } from "./collect.ts";
import { crowd, measureCrowd } from "./crowd.ts";
import { largeDatabase } from "./database.ts";
import { measureHooks } from "./hooks.ts";
import { markdown, plansMarkdown } from "./markdown.ts";
import { layOut } from "./places.ts";
import { measurePlans } from "./plans.ts";
import { reportOf } from "./report.ts";

const { values } = parseArgs({
  options: {
    json: { type: "boolean", default: false },
    quick: { type: "boolean", default: false },
    events: { type: "string" },
  },
});
const { quick, json } = values;
const events = Number(values.events ?? (quick ? 2_000 : 1_000_000));
const starts = quick ? 3 : 30;
const hookRounds = quick ? 3 : 30;
const sittings = quick ? 1 : 3;
const rounds = quick ? { warm: 1, timed: 5 } : { warm: 30, timed: 150 };
const sizes = quick
  ? { steps: 200, done: 10, items: 20, pairs: 10, workflows: 10 }
  : { steps: 10_000, done: 4000, items: 1000, pairs: 300, workflows: 500 };

const say = (line: string): void => {
  process.stderr.write(`${line}\n`);
};

const database = await largeDatabase(events, say);
const base = mkdtempSync(join(tmpdir(), "baton-bench-run-"));
try {
  const launches = layOut(base, database);
  const collected = collect();
  say("starting each server again and again");
  await measureColdStart(launches, starts, collected);
  say("an agent's life, hook by hook");
  await measureHooks(launches, hookRounds, collected);
  for (let sitting = 0; sitting < sittings; sitting++) {
    say(`sitting ${sitting + 1} of ${sittings}`);
    await measureCalls(launches, sitting, rounds, collected);
  }
  say(`calls among ${crowd} agents`);
  const among = collect();
  await measureCrowd(launches.empty, base, sittings, rounds, among);
  say("large plans, and many workflows at once");
  const plans = await measurePlans(base, sizes);
  const report = reportOf(collected, among);
  process.stdout.write(
    json
      ? `${JSON.stringify({ events, ...report, plans })}\n`
      : `${markdown(report, events)}\n${plansMarkdown(plans)}`,
  );
} finally {
  rmSync(base, { recursive: true, force: true });
}
