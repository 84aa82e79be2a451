import type { Outcome, Unit } from "../../core/port/unit.ts";
import type { Settled } from "./batch.ts";
import type { NewHead } from "./run-unit.ts";

/** A unit with the promise its caller waits for. */
export interface Entry {
  readonly unit: Unit;
  readonly resolve: (outcome: Outcome) => void;
  readonly reject: (error: unknown) => void;
}

/** A unit that ran in a transaction which is not committed yet. */
export interface Member {
  readonly entry: Entry;
  readonly settled: Settled;
}

/** The heads the members appended. */
export const headsOf = (members: readonly Member[]): readonly NewHead[] =>
  members.flatMap(({ settled }) =>
    settled.type === "done" && settled.result.head !== null ? [settled.result.head] : [],
  );
