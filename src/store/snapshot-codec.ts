import { type PersistentMap, persistentMap } from "../core/persistent-map.ts";
import type { StreamState } from "../core/state/stream-state.ts";
import { sha256 } from "./sha256.ts";

/** Raise it with every change to the shape of the states: snapshots of another format are not used. */
const snapshotFormat = 13;

/** A folded state as text; maps are listed apart so that no user data can be mistaken for one. */
export interface Snapshot {
  readonly format: number;
  readonly digest: string;
  readonly text: string;
}

/** Writes a state down. */
export const encodeSnapshot = (state: StreamState): Snapshot => {
  const maps: Record<string, readonly (readonly [string, unknown])[]> = {};
  const split = (value: object, path: string): Record<string, unknown> => {
    const fields: Record<string, unknown> = {};
    for (const [name, inner] of Object.entries(value)) {
      if (isPersistentMap(inner)) maps[`${path}${name}`] = [...inner.entries()];
      else fields[name] = inner;
    }
    return fields;
  };
  const fields = split(state, "");
  if (state.kind === "workflow" && state.flow !== null) fields.flow = split(state.flow, "flow.");
  if (state.kind === "workflow" || state.kind === "budget") {
    fields.ledger = split(state.ledger, "ledger.");
  }
  const text = JSON.stringify({ fields, maps });
  return { format: snapshotFormat, digest: sha256(text), text };
};

/**
 * Reads a state back; null when it is of another format or not what was written. Format and digest stand in for a
 * check of the shape: only this code writes snapshots, and without one the events are folded anew.
 */
export const decodeSnapshot = (snapshot: Snapshot): StreamState | null => {
  if (snapshot.format !== snapshotFormat || sha256(snapshot.text) !== snapshot.digest) return null;
  const parsed: {
    readonly fields: StreamState;
    readonly maps: Record<string, readonly (readonly [string, never])[]>;
  } = JSON.parse(snapshot.text);
  const own: Record<string, unknown> = {};
  const inside: Readonly<Record<string, Record<string, unknown>>> = { flow: {}, ledger: {} };
  for (const [path, pairs] of Object.entries(parsed.maps)) {
    const [name = "", inner] = path.split(".");
    const place = inner === undefined ? own : (inside[name] ?? {});
    place[inner ?? name] = persistentMap(pairs);
  }
  const { fields } = parsed;
  if (fields.kind !== "workflow" && fields.kind !== "budget") return { ...fields, ...own };
  const ledger = { ...fields.ledger, ...inside.ledger };
  if (fields.kind === "budget" || fields.flow === null) return { ...fields, ...own, ledger };
  return { ...fields, ...own, ledger, flow: { ...fields.flow, ...inside.flow } };
};

/** Whether it pays to write the state down, given the version of the last snapshot. */
export const snapshotDue = (state: StreamState, last: number): boolean => {
  const size = state.kind === "workflow" ? state.steps.size : 0;
  return state.version - last > Math.max(256, size);
};

/** The states are plain data but for their maps. */
const isPersistentMap = (value: unknown): value is PersistentMap<unknown> =>
  typeof value === "object" &&
  value !== null &&
  !Array.isArray(value) &&
  "entries" in value &&
  typeof value.entries === "function";
