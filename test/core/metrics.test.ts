import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Interval, occupation } from "../../src/core/brain/intervals.ts";
import { metricsOf } from "../../src/core/brain/metrics.ts";
import type { ExecutionRow } from "../../src/core/project/brain-row.ts";

let fence = 0;
const ended = (
  step: string,
  from: number,
  to: number,
  more: Partial<ExecutionRow> = {},
): ExecutionRow => ({
  table: "execution",
  execution: `e${++fence}`,
  origin: null,
  workflow: "w",
  title: "",
  step,
  handoff: `h-${step}`,
  attempt: 1,
  agent: "ann",
  task: "",
  result: null,
  status: "completed",
  counts: true,
  startedAt: from,
  at: to,
  durationMs: to - from,
  tokensUsed: null,
  session: null,
  contested: 0,
  ...more,
});

describe("metrics", () => {
  test("of nothing are nothing, and no rate is made up", () => {
    expect(metricsOf({ ended: [], running: [], since: 0, now: 9 })).toEqual({
      attempts: 0,
      completed: 0,
      failed: 0,
      handoffs: 0,
      completionRate: null,
      retries: 0,
      troubled: 0,
      recovered: 0,
      busy: 0,
      parallelEfficiency: null,
      utilisation: null,
      contested: 0,
      takenOver: 0,
      conflictRate: null,
      bottleneck: null,
      tokensUsed: 0,
      measured: 0,
      agents: [],
      steps: [],
    });
  });

  test("of a story are those that a hand works out", () => {
    const metrics = metricsOf({
      ended: [
        ended("plan", 0, 10, { tokensUsed: 100 }),
        ended("api", 20, 40, { status: "failed", agent: "bob" }),
        ended("api", 40, 80, { agent: "bob", tokensUsed: 50 }),
        ended("ui", 20, 30, { contested: 1 }),
        ended("docs", 30, 50, { status: "taken_over" }),
        ended("docs", 50, 60, { status: "needs_input" }),
      ],
      running: [{ workflow: "w", step: "ship", agent: "ann", since: 80 }],
      since: 0,
      now: 100,
    });
    // Busy: 10 + 20 + 40 + 10 + 20 + 10 + 20 = 130 of 100 long and 2 wide; nothing from 10 to 20.
    expect(metrics).toMatchObject({
      attempts: 6,
      completed: 3,
      failed: 1,
      handoffs: 4,
      completionRate: 0.75,
      retries: 2,
      troubled: 1,
      recovered: 1,
      busy: 130,
      parallelEfficiency: 130 / 200,
      utilisation: 0.9,
      contested: 1,
      takenOver: 1,
      conflictRate: 2 / 6,
      bottleneck: { step: "api", busy: 60, share: 60 / 130 },
      tokensUsed: 150,
      measured: 2,
    });
    expect(metrics.agents).toMatchObject([
      { name: "ann", attempts: 4, completed: 2, failed: 0, p50: 10, p95: 10, busy: 70 },
      { name: "bob", attempts: 2, completed: 1, failed: 1, p50: 40, busy: 60, utilisation: 0.6 },
    ]);
    expect(metrics.steps.map(({ name, busy }) => [name, busy])).toEqual([
      ["api", 60],
      ["docs", 30],
      ["ship", 20],
      ["plan", 10],
      ["ui", 10],
    ]);
  });

  test("count a failure that was not overcome", () => {
    const rows = [ended("a", 0, 1, { status: "failed" }), ended("b", 0, 1)];
    const metrics = metricsOf({ ended: rows, running: [], since: 0, now: 9 });
    expect(metrics).toMatchObject({ troubled: 1, recovered: 0, retries: 0, completionRate: 0.5 });
  });

  test("weigh workflows by themselves: the night between two is no idle agent", () => {
    const rows = [
      ended("a", 0, 10, { workflow: "one" }),
      ended("a", 1000, 1010, { workflow: "two", handoff: "other" }),
    ];
    const metrics = metricsOf({ ended: rows, running: [], since: 0, now: 2000 });
    expect(metrics.parallelEfficiency).toBe(1);
    expect(metrics.utilisation).toBe(20 / 1010);
  });

  test("cut off what lay before the window", () => {
    const metrics = metricsOf({ ended: [ended("a", 0, 30)], running: [], since: 20, now: 40 });
    expect(metrics.busy).toBe(10);
    expect(metrics.steps).toMatchObject([{ p50: 30 }]);
  });

  test("take rounds and items for the step they are of", () => {
    const rows = [ended("fix[1]/build", 0, 10), ended("fix[2]/build", 10, 40)];
    const { steps } = metricsOf({ ended: rows, running: [], since: 0, now: 50 });
    expect(steps).toMatchObject([{ name: "fix/build", attempts: 2, busy: 40, p50: 10, p95: 30 }]);
  });
});

test("an occupation is what counting moment by moment gives", () => {
  const interval = fc
    .tuple(fc.nat(30), fc.nat(10))
    .map(([from, length]): Interval => ({ from, to: from + length }));
  fc.assert(
    fc.property(fc.array(interval, { maxLength: 8 }), (intervals) => {
      const at = Array.from(
        { length: 41 },
        (_, moment) => intervals.filter(({ from, to }) => from <= moment && moment < to).length,
      );
      const { busy, covered, width } = occupation(intervals);
      expect(busy).toBe(at.reduce((sum, n) => sum + n, 0));
      expect(covered).toBe(at.filter((n) => n > 0).length);
      if (busy > 0) expect(width).toBe(Math.max(...at));
    }),
  );
});
