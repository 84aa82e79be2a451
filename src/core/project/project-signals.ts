import { type Signal, type SignalState, signalAddress } from "../state/signal-state.ts";
import type { RowChange } from "./row.ts";

/** Rows of the signals nobody has taken, as an event changes them. */
export const projectSignals = (before: SignalState, after: SignalState): readonly RowChange[] => {
  const { name, address } = signalAddress(after.id);
  return [
    ...missingIn(after.buffered, before.buffered).map(
      ({ id }): RowChange => ({ type: "delete_signal", signal: id }),
    ),
    ...missingIn(before.buffered, after.buffered).map(
      ({ id, at }): RowChange => ({
        type: "put",
        row: { table: "signal", signal: id, stream: after.id, name, address, at },
      }),
    ),
  ];
};

const missingIn = (known: readonly Signal[], signals: readonly Signal[]): readonly Signal[] => {
  if (known === signals) return [];
  const ids = new Set(known.map(({ id }) => id));
  return signals.filter(({ id }) => !ids.has(id));
};
