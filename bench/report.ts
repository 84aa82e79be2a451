import type { Collected, Sitting } from "./collect.ts";
import { hookMeasures } from "./hooks.ts";
import { median, percentile } from "./stats.ts";

/** One line of the result: a figure of Baton's beside what it is held against. */
export interface Row {
  readonly measure: string;
  readonly unit: "ms" | "MB";
  readonly subject: number;
  readonly against: number;
  readonly ratio: number;
  /** The lowest and the highest ratio of a sitting. */
  readonly spread: readonly [low: number, high: number];
  /** The highest ratio that is good enough; null where there is none. */
  readonly aim: number | null;
}

/** What has been measured. */
export interface Report {
  /** Baton on an empty database beside the bare server. */
  readonly beside: readonly Row[];
  /** Baton on a large database beside Baton on an empty one. */
  readonly large: readonly Row[];
  /** Baton with many agents beside Baton with the packaged ones. */
  readonly crowd: readonly Row[];
}

type Statistic = readonly [label: string, (samples: readonly number[]) => number];

const p50: Statistic = [" p50", median];
const p95: Statistic = [" p95", (samples) => percentile(samples, 0.95)];
const one: Statistic = ["", median];

/** The calls with their aims: reads are held against an echo, writes against a durable write (the pair against two). */
const calls = [
  ["set_memory", 1.5],
  ["create_handoff", 1.5],
  ["execute_handoff", 1.5],
  ["complete_handoff", 1.5],
  ["execute + complete", 1.5],
  ["resume", null],
  ["status", 1.5],
] as const;

/** The client waits for a hook, beside a Node.js that does nothing; it ignores what StopFailure says. */
const hookAim = 3;

/** Every row with its unit, its statistic, and the aim beside the bare server. */
const rows: readonly (readonly [string, "ms" | "MB", Statistic, number | null])[] = [
  ["cold start to initialize", "ms", one, 1.25],
  ["cold start to tools/list", "ms", one, 1.25],
  ["cold start to the first call", "ms", one, null],
  ...hookMeasures.map(
    (measure) => [measure, "ms", one, measure === "hook StopFailure" ? null : hookAim] as const,
  ),
  ...calls.flatMap(
    ([measure, aim]) =>
      [
        [measure, "ms", p50, aim],
        [measure, "ms", p95, aim],
      ] as const,
  ),
  ["RSS", "MB", one, 1.3],
  ["peak RSS", "MB", one, null],
];

/** The rows of the calls that look at all agents; the aim, 10 ms a query, is one of time and not of a ratio. */
const crowdRows: typeof rows = [
  ["start to initialize", "ms", one, null],
  ["first list_agents", "ms", one, null],
  ["list_agents", "ms", p50, null],
  ["list_agents", "ms", p95, null],
  ["route_goal", "ms", p50, null],
  ["route_goal", "ms", p95, null],
];

/** The aim of the large database beside the empty one. */
const largeAim = 1.2;

/** Turns samples into the tables. */
export const reportOf = (collected: Collected, crowd: Collected): Report => {
  const table = (
    from: Collected,
    shown: typeof rows,
    pick: (sitting: Sitting) => readonly [subject: readonly number[], against: readonly number[]],
    aimOf: (aim: number | null) => number | null,
  ): readonly Row[] =>
    shown.flatMap(([measure, unit, [label, statistic], aim]) => {
      const sittings = from.of(measure).map(pick);
      if (sittings.length === 0) return [];
      const subject = statistic(sittings.flatMap(([samples]) => samples));
      const against = statistic(sittings.flatMap(([, samples]) => samples));
      const ratios = sittings.map(([a, b]) => statistic(a) / statistic(b));
      return {
        measure: `${measure}${label}`,
        unit,
        subject,
        against,
        ratio: subject / against,
        spread: [Math.min(...ratios), Math.max(...ratios)],
        aim: aimOf(aim),
      };
    });
  return {
    beside: table(
      collected,
      rows,
      ({ empty, bare }) => [empty, bare],
      (aim) => aim,
    ),
    large: table(
      collected,
      rows,
      ({ full, empty }) => [full, empty],
      () => largeAim,
    ),
    crowd: table(
      crowd,
      crowdRows,
      ({ full, empty }) => [full, empty],
      () => null,
    ),
  };
};
