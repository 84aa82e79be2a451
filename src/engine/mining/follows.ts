import type { LogEntry } from "./activity-log.ts";

/** How often an activity was done and how long it took. Times are milliseconds. */
export interface ActivityFigure {
  readonly activity: string;
  readonly count: number;
  readonly failures: number;
  readonly medianMs: number;
  readonly p95Ms: number;
  /** From being possible to being started, all instances together. */
  readonly waitedMs: number;
  /** At work, all attempts together. */
  readonly workedMs: number;
}

/** How often one activity was completed next after another, and the median time from the one's end to the other's end. */
export interface FollowFigure {
  readonly from: string;
  readonly to: string;
  readonly count: number;
  readonly medianMs: number;
}

/** A directly-follows view of traces. */
export interface FollowsView {
  readonly traces: number;
  readonly activities: readonly ActivityFigure[];
  readonly follows: readonly FollowFigure[];
  /** The activity that took the most time, work and waiting together; null where nothing was done. */
  readonly bottleneck: string | null;
}

/** The start and the end of a trace, as activities. */
const traceStart = "(start)";
const traceEnd = "(end)";

/** Counts traces into a view. */
export const followsView = () => {
  const figures = new Map<string, Collected>();
  const edges = new Map<string, { from: string; to: string; times: number[] }>();
  let traces = 0;
  return {
    add: (entries: readonly LogEntry[]): void => {
      traces += 1;
      for (const [activity, spans] of spansOf(entries)) collect(figures, activity, spans);
      const ends = entries.filter(({ transition }) => transition === "complete");
      let from = { activity: traceStart, at: entries[0]?.at ?? 0 };
      for (const { activity, at } of ends) {
        follow(edges, from.activity, activity, at - from.at);
        from = { activity, at };
      }
      if (ends.length > 0) follow(edges, from.activity, traceEnd, 0);
    },
    result: (): FollowsView => {
      const activities = [...figures]
        .filter(([, { times }]) => times.length > 0)
        .map(([activity, figure]) => figureOf(activity, figure))
        .sort((a, b) => cost(b) - cost(a) || a.activity.localeCompare(b.activity));
      const follows = [...edges.values()]
        .map(({ from, to, times }) => ({ from, to, count: times.length, medianMs: at(times, 0.5) }))
        .sort((a, b) => b.count - a.count || a.from.localeCompare(b.from));
      return { traces, activities, follows, bottleneck: activities[0]?.activity ?? null };
    },
  };
};

interface Collected {
  readonly times: number[];
  failures: number;
  waitedMs: number;
}

interface Spans {
  readonly worked: number[];
  failures: number;
  waitedMs: number;
}

/** Attempts and waits by activity. A step waits from when it is scheduled, or its last attempt ended, to its next start. */
const spansOf = (entries: readonly LogEntry[]): ReadonlyMap<string, Spans> => {
  const spans = new Map<string, Spans>();
  const idleSince = new Map<string, number>();
  const startedAt = new Map<string, number>();
  for (const { activity, instance, transition, at: time } of entries) {
    const span = spans.get(activity) ?? { worked: [], failures: 0, waitedMs: 0 };
    spans.set(activity, span);
    if (transition === "start") {
      span.waitedMs += Math.max(0, time - (idleSince.get(instance) ?? time));
      startedAt.set(instance, time);
      continue;
    }
    const begun = startedAt.get(instance);
    if (begun !== undefined) {
      span.worked.push(Math.max(0, time - begun));
      startedAt.delete(instance);
    }
    if (transition === "ate_abort") span.failures += 1;
    idleSince.set(instance, time);
  }
  return spans;
};

const collect = (figures: Map<string, Collected>, activity: string, spans: Spans): void => {
  const known = figures.get(activity) ?? { times: [], failures: 0, waitedMs: 0 };
  known.times.push(...spans.worked);
  known.failures += spans.failures;
  known.waitedMs += spans.waitedMs;
  figures.set(activity, known);
};

const follow = (
  edges: Map<string, { from: string; to: string; times: number[] }>,
  from: string,
  to: string,
  ms: number,
): void => {
  const key = JSON.stringify([from, to]);
  const edge = edges.get(key) ?? { from, to, times: [] };
  edge.times.push(Math.max(0, ms));
  edges.set(key, edge);
};

const figureOf = (activity: string, { times, failures, waitedMs }: Collected): ActivityFigure => ({
  activity,
  count: times.length,
  failures,
  medianMs: at(times, 0.5),
  p95Ms: at(times, 0.95),
  waitedMs,
  workedMs: times.reduce((sum, each) => sum + each, 0),
});

const cost = ({ waitedMs, workedMs }: ActivityFigure): number => waitedMs + workedMs;

/** A quantile by the nearest rank; 0 of nothing. */
const at = (values: readonly number[], share: number): number => {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;
};
