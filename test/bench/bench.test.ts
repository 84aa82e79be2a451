import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import type { PlanFigures } from "../../bench/plans.ts";

const main = join(import.meta.dirname, "..", "..", "bench", "main.ts");

const calls = [
  "set_memory",
  "create_handoff",
  "execute_handoff",
  "complete_handoff",
  "execute + complete",
  "resume",
  "status",
];

test("the bench measures every row, beside the bare server, in a large database and among many agents", async () => {
  const { stdout } = await promisify(execFile)(process.execPath, [main, "--quick", "--json"]);
  const report: Record<"beside" | "large" | "crowd", { measure: string; ratio: number }[]> & {
    readonly plans: PlanFigures;
  } = JSON.parse(stdout);
  const { compile, chain, items, load } = report.plans;
  for (const figure of [compile.ms, chain.ratio, items.ratio, load.aMinute]) {
    expect(figure).toBeGreaterThan(0);
  }
  const expected = [
    "cold start to initialize",
    "cold start to tools/list",
    "cold start to the first call",
    ...["SessionStart", "PreToolUse", "SubagentStop", "StopFailure"].map((name) => `hook ${name}`),
    ...calls.flatMap((call) => [`${call} p50`, `${call} p95`]),
    ...(process.platform === "linux" ? ["RSS", "peak RSS"] : []),
  ];
  for (const table of [report.beside, report.large]) {
    expect(table.map((row) => row.measure)).toEqual(expected);
    for (const { measure, ratio } of table) expect(ratio, measure).toBeGreaterThan(0);
  }
  expect(report.crowd.map((row) => row.measure)).toEqual([
    "start to initialize",
    "first list_agents",
    ...["list_agents", "route_goal"].flatMap((call) => [`${call} p50`, `${call} p95`]),
  ]);
  for (const { measure, ratio } of report.crowd) expect(ratio, measure).toBeGreaterThan(0);
});
