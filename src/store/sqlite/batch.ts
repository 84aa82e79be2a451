import type { Unit } from "../../core/port/unit.ts";
import type { StreamState } from "../../core/state/stream-state.ts";
import type { StateCache } from "../state-cache.ts";
import type { Connection } from "./connection.ts";
import { foldStream } from "./fold-stream.ts";
import { runUnit, type UnitContext, type UnitResult } from "./run-unit.ts";
import { faultCode } from "./sqlite-fault.ts";

/** What became of one unit of a batch. */
export type Settled =
  | { readonly type: "done"; readonly result: UnitResult }
  | { readonly type: "threw"; readonly error: unknown };

/** Runs units inside a transaction that the caller began, each seeing what those before it did. */
export interface Batch {
  /** Throws when the transaction is gone or broken; a fault of the unit alone comes back as `threw`. */
  run(unit: Unit): Settled;
  /** Takes over the states of the batch once they are committed. */
  publish(): void;
}

/** A batch on a connection; `alone` promises that it will have one unit only, which needs no savepoint. */
export const newBatch = (connection: Connection, cache: StateCache, alone: boolean): Batch => {
  const { db, ops, databaseId } = connection;
  const tentative = new Map<string, StreamState>();
  const context: UnitContext = {
    ops,
    databaseId,
    stateOf: (stream, head) => {
      const known = tentative.get(stream) ?? cache.get(stream);
      if (known?.version === head.version) return known;
      const state = foldStream(ops, { id: head.id, name: stream }, head.version, known);
      // What was read is committed unless this batch wrote it, and then it is in `tentative`.
      if (!tentative.has(stream)) cache.put(stream, state);
      return state;
    },
  };
  return {
    run: (unit) => {
      if (!alone) ops.savepoint();
      try {
        const result = runUnit(context, unit);
        if (!alone) ops.release();
        if (result.head !== null) tentative.set(result.head.stream, result.head.state);
        return { type: "done", result };
      } catch (error) {
        // A fault of SQLite may concern the whole transaction, which it has perhaps rolled back already.
        if (alone || !db.inTransaction || faultCode(error) !== "") throw error;
        ops.rollbackUnit();
        ops.release();
        return { type: "threw", error };
      }
    },
    publish: () => {
      for (const [stream, state] of tentative) cache.put(stream, state);
    },
  };
};
