import type { StreamEvent } from "./event/stream-event.ts";

/** A rewind as the event at `version` that led the stream back to `toVersion`. */
export interface Rewind {
  readonly version: number;
  readonly toVersion: number;
}

/**
 * Tells which events of a stream are on the line that leads to event `upTo`: a rewind abandons what lies
 * between the point it returned to and itself. Later rewinds are looked at first, since they may abandon earlier ones.
 */
export const lineTo = (
  rewinds: readonly Rewind[],
  upTo: number,
): ((version: number) => boolean) => {
  const gaps: Rewind[] = [];
  let horizon = upTo;
  for (const rewind of [...rewinds].sort((a, b) => b.version - a.version)) {
    if (rewind.version > horizon) continue;
    gaps.push(rewind);
    horizon = rewind.toVersion;
  }
  return (version) =>
    version <= upTo && !gaps.some((gap) => version > gap.toVersion && version < gap.version);
};

/** The events a state is folded from: all but those a rewind has abandoned. */
export const history = (events: readonly StreamEvent[]): readonly StreamEvent[] => {
  const rewinds: Rewind[] = [];
  for (const { version, data } of events) {
    if (data.type === "rewound") rewinds.push({ version, toVersion: data.toVersion });
  }
  if (rewinds.length === 0) return events;
  const onLine = lineTo(rewinds, events.at(-1)?.version ?? 0);
  return events.filter((event) => onLine(event.version));
};
