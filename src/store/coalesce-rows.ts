import type { Row, RowChange } from "../core/project/row.ts";

/**
 * Leaves one change per row: the last one counts, at the place of the first. A cleared workflow is a
 * barrier, since what was put before it must be there to be cleared.
 */
export const coalesceRows = (changes: readonly RowChange[]): readonly RowChange[] => {
  if (changes.length < 2) return changes;
  const kept: RowChange[] = [];
  let places = new Map<string, number>();
  for (const change of changes) {
    if (change.type === "clear_workflow") places = new Map();
    const key = keyOf(change);
    const place = key === null ? undefined : places.get(key);
    if (place !== undefined) kept[place] = change;
    else {
      if (key !== null) places.set(key, kept.length);
      kept.push(change);
    }
  }
  return kept;
};

const keyOf = (change: RowChange): string | null => {
  if (change.type === "put") return rowKey(change.row);
  if (change.type === "delete_signal") return signalKey(change.signal);
  return change.type === "delete_timer" ? timerKey(change.stream, change.timer) : null;
};

const signalKey = (signal: string): string => `signal\0${signal}`;

const timerKey = (stream: string, timer: string): string => `timer\0${stream}\0${timer}`;

/** Names a row among all derived rows. */
export const rowKey = (row: Row): string => {
  switch (row.table) {
    case "workflow":
      return `workflow\0${row.workflow}`;
    case "handoff":
      return `handoff\0${row.handoff}`;
    case "task":
      return `task\0${row.task}`;
    case "timer":
      return timerKey(row.stream, row.timer);
    case "checkpoint":
      return `checkpoint\0${row.checkpoint}`;
    case "signal":
      return signalKey(row.signal);
    case "memory":
      return `memory\0${row.scope}\0${row.owner}\0${row.key}`;
    case "execution":
      return `execution\0${row.execution}`;
  }
};
