/** A lease that was given out. */
export interface Claim {
  readonly workflow: string;
  readonly handoff_id: string;
  readonly lease_token: string;
}

/** A checkpoint as the model remembers it. */
export interface Point {
  readonly checkpoint: string;
  readonly workflow: string;
  /** Steps that were completed there. */
  readonly completed: readonly string[];
}

/** What must be true, as far as it follows from what was answered. */
export interface Model {
  /** Counts the calls, for their keys. */
  calls: number;
  readonly workflows: string[];
  readonly claims: Claim[];
  readonly points: Point[];
  /** The highest fencing token given out, by workflow. */
  readonly fences: Map<string, number>;
  /** Leases that were used up by an accepted completion. */
  readonly used: Set<string>;
  /** Handoffs somebody asked to take over. */
  readonly takeOvers: Set<string>;
  /** The version of each stream when it was looked at last. */
  readonly seen: Map<string, number>;
}

/** Nothing has happened. */
export const newModel = (): Model => ({
  calls: 0,
  workflows: [],
  claims: [],
  points: [],
  fences: new Map(),
  used: new Set(),
  takeOvers: new Set(),
  seen: new Map(),
});

/** One of a list that is not empty, by any number. */
export const one = <T>(list: readonly T[], n: number): T => {
  const found = list[n % list.length];
  if (found === undefined) throw new Error("there is none");
  return found;
};
