import { describe, expect, test } from "vitest";
import type { LogEntry, Transition } from "../../src/engine/mining/activity-log.ts";
import { followsView } from "../../src/engine/mining/follows.ts";

const entry = (activity: string, transition: Transition, at: number): LogEntry => ({
  trace: "w",
  activity,
  instance: activity,
  transition,
  resource: "agent",
  at,
});

/** A step scheduled, started and completed at these times. */
const step = (activity: string, scheduled: number, started: number, ended: number) => [
  entry(activity, "schedule", scheduled),
  entry(activity, "start", started),
  entry(activity, "complete", ended),
];

const view = (...traces: readonly (readonly LogEntry[])[]) => {
  const counted = followsView();
  for (const trace of traces) counted.add(trace);
  return counted.result();
};

describe("a directly-follows view", () => {
  test("counts what was completed next after what, with the median time between", () => {
    const { traces, follows } = view(
      [...step("a", 0, 0, 10), ...step("b", 10, 12, 30)],
      [...step("a", 0, 0, 10), ...step("b", 10, 20, 70)],
      [...step("a", 0, 0, 10), ...step("c", 10, 10, 15)],
    );
    expect(traces).toBe(3);
    expect(follows).toEqual([
      { from: "(start)", to: "a", count: 3, medianMs: 10 },
      { from: "a", to: "b", count: 2, medianMs: 20 },
      { from: "b", to: "(end)", count: 2, medianMs: 0 },
      { from: "a", to: "c", count: 1, medianMs: 5 },
      { from: "c", to: "(end)", count: 1, medianMs: 0 },
    ]);
  });

  test("tells work from waiting, and names what took most of both", () => {
    const { activities, bottleneck } = view([
      ...step("quick", 0, 100, 110),
      ...step("slow", 110, 111, 191),
    ]);
    expect(activities).toEqual([
      {
        activity: "quick",
        count: 1,
        failures: 0,
        medianMs: 10,
        p95Ms: 10,
        waitedMs: 100,
        workedMs: 10,
      },
      {
        activity: "slow",
        count: 1,
        failures: 0,
        medianMs: 80,
        p95Ms: 80,
        waitedMs: 1,
        workedMs: 80,
      },
    ]);
    expect(bottleneck).toBe("quick");
  });

  test("counts a failed attempt as work, and the pause before the next one as waiting", () => {
    const { activities, follows } = view([
      entry("a", "schedule", 0),
      entry("a", "start", 0),
      entry("a", "ate_abort", 40),
      entry("a", "start", 100),
      entry("a", "complete", 120),
    ]);
    expect(activities).toMatchObject([{ count: 2, failures: 1, workedMs: 60, waitedMs: 60 }]);
    expect(follows.map(({ to }) => to)).toEqual(["a", "(end)"]);
  });

  test("shows nothing of traces in which nothing was done", () => {
    expect(view([entry("a", "schedule", 0)])).toMatchObject({ activities: [], bottleneck: null });
    expect(view([])).toEqual({ traces: 1, activities: [], follows: [], bottleneck: null });
  });
});
