/** A time during which somebody worked, epoch ms. */
export interface Interval {
  readonly from: number;
  readonly to: number;
}

/** What a set of intervals comes to; all times in ms. */
export interface Occupation {
  /** All of them one after the other. */
  readonly busy: number;
  /** From the first beginning to the last end. */
  readonly makespan: number;
  /** The time in which there was at least one. */
  readonly covered: number;
  /** The most there were at once. */
  readonly width: number;
}

/** Measures intervals by walking over their ends. */
export const occupation = (intervals: readonly Interval[]): Occupation => {
  const edges = intervals
    .flatMap(({ from, to }) => [
      { at: from, step: 1 },
      { at: to, step: -1 },
    ])
    // What ends at the moment another begins does not stand beside it.
    .sort((a, b) => a.at - b.at || a.step - b.step);
  let open = 0;
  let width = 0;
  let covered = 0;
  let busy = 0;
  let last = edges[0]?.at ?? 0;
  for (const { at, step } of edges) {
    if (open > 0) covered += at - last;
    busy += Math.max(0, open) * (at - last);
    open += step;
    width = Math.max(width, open);
    last = at;
  }
  return { busy, covered, width, makespan: last - (edges[0]?.at ?? 0) };
};
