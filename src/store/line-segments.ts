import { lineTo, type Rewind } from "../core/history.ts";

/** Events `from` to `to`, both included. */
export interface Segment {
  readonly from: number;
  readonly to: number;
}

/** The stretches of events after `after` that are on the line to event `upTo`, so that a store reads only those. */
export const lineSegments = (
  rewinds: readonly Rewind[],
  after: number,
  upTo: number,
): readonly Segment[] => {
  const onLine = lineTo(rewinds, upTo);
  const starts = new Set([after + 1]);
  for (const { version, toVersion } of rewinds) starts.add(toVersion + 1).add(version);
  const sorted = [...starts].filter((v) => v > after && v <= upTo).sort((a, b) => a - b);
  const segments: Segment[] = [];
  for (const [i, from] of sorted.entries()) {
    // Between two neighbouring starts no rewind begins or ends: all on the line, or none.
    if (onLine(from)) segments.push({ from, to: (sorted[i + 1] ?? upTo + 1) - 1 });
  }
  return segments;
};
