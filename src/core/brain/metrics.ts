import type { ExecutionRow } from "../project/brain-row.ts";
import { type Interval, occupation } from "./intervals.ts";
import { percentile } from "./percentile.ts";

/** An attempt that has not ended. Times are epoch ms. */
export interface RunningAttempt {
  readonly workflow: string;
  readonly step: string;
  readonly agent: string;
  readonly since: number;
}

/** What metrics are made from. */
export interface Measured {
  /** Ended attempts at handoffs. */
  readonly ended: readonly ExecutionRow[];
  readonly running: readonly RunningAttempt[];
  /** Beginning of the window, epoch ms; work before it is not counted. */
  readonly since: number;
  readonly now: number;
}

/** How long the work of one agent, or at one step, took. */
export interface Figures {
  readonly name: string;
  readonly attempts: number;
  readonly completed: number;
  readonly failed: number;
  /** Of completed attempts, ms. */
  readonly p50: number | null;
  readonly p95: number | null;
  /** Time in attempts, ms. */
  readonly busy: number;
  /** Share of the time from the first to the last work in which it was at work. */
  readonly utilisation: number | null;
}

/** What docs/brain.md defines. */
export interface Metrics {
  readonly attempts: number;
  readonly completed: number;
  readonly failed: number;
  readonly handoffs: number;
  readonly completionRate: number | null;
  readonly retries: number;
  /** Handoffs that failed at least once, and those of them that went well later. */
  readonly troubled: number;
  readonly recovered: number;
  readonly busy: number;
  readonly parallelEfficiency: number | null;
  readonly utilisation: number | null;
  readonly contested: number;
  readonly takenOver: number;
  readonly conflictRate: number | null;
  readonly bottleneck: {
    readonly step: string;
    readonly busy: number;
    readonly share: number;
  } | null;
  readonly tokensUsed: number;
  /** Attempts whose tokens were told. */
  readonly measured: number;
  /** Busiest first. */
  readonly agents: readonly Figures[];
  readonly steps: readonly Figures[];
}

/** The metrics of a workflow, or of a window of the project. */
export const metricsOf = (from: Measured): Metrics => {
  const { ended } = from;
  const work = workOf(from);
  const whole = occupation(work);
  const handoffs = [...Map.groupBy(ended, (row) => row.handoff ?? row.execution).values()].map(
    (rows) => rows.toSorted((a, b) => a.startedAt - b.startedAt),
  );
  const ofStatus = (status: ExecutionRow["status"]): number =>
    ended.filter((row) => row.status === status).length;
  const troubled = handoffs.filter((rows) => rows.some(({ status }) => status === "failed"));
  const went = handoffs.filter(wentWell);
  const contested = ended.reduce((sum, row) => sum + row.contested, 0);
  const takenOver = ofStatus("taken_over");
  const told = ended.flatMap(({ tokensUsed }) => tokensUsed ?? []);
  const steps = figuresBy(from, work, whole.makespan, "step");
  const [slowest] = steps;
  return {
    attempts: ended.length,
    completed: ofStatus("completed"),
    failed: ofStatus("failed"),
    handoffs: handoffs.length,
    completionRate: ratio(went.length, handoffs.length),
    retries: handoffs.reduce((sum, rows) => sum + rows.slice(0, -1).filter(isLost).length, 0),
    troubled: troubled.length,
    recovered: troubled.filter(wentWell).length,
    busy: whole.busy,
    parallelEfficiency: efficiency(work),
    utilisation: ratio(whole.covered, whole.makespan),
    contested,
    takenOver,
    conflictRate: ratio(contested + takenOver, ended.length),
    bottleneck:
      slowest === undefined || slowest.busy === 0
        ? null
        : { step: slowest.name, busy: slowest.busy, share: slowest.busy / whole.busy },
    tokensUsed: told.reduce((sum, tokens) => sum + tokens, 0),
    measured: told.length,
    agents: figuresBy(from, work, whole.makespan, "agent"),
    steps,
  };
};

interface Work extends Interval {
  readonly workflow: string;
  readonly step: string;
  readonly agent: string;
}

/** All attempts as intervals in the window; those that go on last until now. */
const workOf = ({ ended, running, since, now }: Measured): readonly Work[] =>
  [
    ...ended.map(({ workflow, step, agent, startedAt, at }) => {
      return { workflow: workflow ?? "", step: stageOf(step), agent, from: startedAt, to: at };
    }),
    ...running.map(({ since: from, ...rest }) => {
      return { ...rest, step: stageOf(rest.step), from, to: now };
    }),
  ].map((work) => ({ ...work, from: Math.max(since, work.from), to: Math.max(since, work.to) }));

/** All rounds of a loop and items of a list are one step. */
const stageOf = (step: string | null): string => (step ?? "").replace(/\[\d+\]/g, "");

const wentWell = (rows: readonly ExecutionRow[]): boolean =>
  rows.some(({ status }) => status === "completed");

/** Whether the next attempt repeats this one; a question answered is no retry. */
const isLost = ({ status }: ExecutionRow): boolean =>
  status !== "completed" && status !== "needs_input";

/** Time at work over the time that was there: each workflow's makespan, as often as it was wide. */
const efficiency = (work: readonly Work[]): number | null => {
  let busy = 0;
  let room = 0;
  for (const own of Map.groupBy(work, ({ workflow }) => workflow).values()) {
    const { busy: worked, makespan, width } = occupation(own);
    busy += worked;
    room += makespan * width;
  }
  return ratio(busy, room);
};

const figuresBy = (
  { ended }: Measured,
  work: readonly Work[],
  makespan: number,
  by: "agent" | "step",
): readonly Figures[] => {
  const rows = Map.groupBy(ended, (row) => (by === "agent" ? row.agent : stageOf(row.step)));
  return [...Map.groupBy(work, (each) => each[by])]
    .map(([name, own]) => {
      const attempts = rows.get(name) ?? [];
      const completed = attempts.filter(({ status }) => status === "completed");
      const durations = completed.flatMap(({ durationMs }) => durationMs ?? []);
      const { busy, covered } = occupation(own);
      return {
        name,
        attempts: attempts.length,
        completed: completed.length,
        failed: attempts.filter(({ status }) => status === "failed").length,
        p50: percentile(durations, 0.5),
        p95: percentile(durations, 0.95),
        busy,
        utilisation: ratio(covered, makespan),
      };
    })
    .sort((a, b) => b.busy - a.busy || (a.name < b.name ? -1 : 1));
};

const ratio = (part: number, whole: number): number | null => (whole === 0 ? null : part / whole);
