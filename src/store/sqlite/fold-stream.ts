import { evolve } from "../../core/evolve/evolve.ts";
import { lineTo } from "../../core/history.ts";
import { initialState, type StreamState } from "../../core/state/stream-state.ts";
import { lineSegments } from "../line-segments.ts";
import { decodeSnapshot } from "../snapshot-codec.ts";
import type { Operations } from "./operations.ts";
import { toEvent } from "./sql/read-events.ts";

/** Rows read at a time, so that a long stream is never in memory whole. */
const chunk = 1000;

/**
 * The state after event `upTo`, on the line that led to it. Starts from `cached` where that lies on the line, else from
 * the newest sound snapshot, and reads only events of the line.
 */
export const foldStream = (
  ops: Operations,
  stream: { readonly id: number; readonly name: string },
  upTo: number,
  cached?: StreamState,
): StreamState => {
  const rewinds = ops.readRewinds(stream.id, upTo);
  const onLine = lineTo(rewinds, upTo);
  const usable = cached !== undefined && cached.version > 0 && onLine(cached.version);
  let state = usable ? cached : snapshotBefore(ops, stream, upTo, onLine);
  for (const { from, to } of lineSegments(rewinds, state.version, upTo)) {
    for (let next = from; next <= to; next += chunk) {
      for (const row of ops.readEvents(stream.id, next, Math.min(to, next + chunk - 1), chunk)) {
        state = evolve(state, toEvent(stream.name, row));
      }
    }
  }
  return state;
};

const snapshotBefore = (
  ops: Operations,
  stream: { readonly id: number; readonly name: string },
  upTo: number,
  onLine: (version: number) => boolean,
): StreamState => {
  for (const snapshot of ops.readSnapshots(stream.id, upTo)) {
    const state = onLine(snapshot.version) ? decodeSnapshot(snapshot) : null;
    if (state !== null) return state;
  }
  return initialState(stream.name);
};
