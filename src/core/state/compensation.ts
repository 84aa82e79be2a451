/** A point to return to. */
export interface ReturnPoint {
  readonly checkpoint: string;
  readonly version: number;
  readonly reason: string;
}

/** The undoing of a workflow's work; it is kept when it is over. */
export interface Compensation {
  /** What the workflow is once all is undone. */
  readonly endsAs: "failed" | "cancelled";
  readonly reason: string;
  /** Steps, and ids of workflows that stages have used, to be undone in that order. */
  readonly steps: readonly string[];
  /** What did something that nobody can undo. */
  readonly stays: readonly string[];
  readonly over: boolean;
  /** Where the workflow returns to once all is undone, in place of its end; null for nowhere. */
  readonly returnsTo: ReturnPoint | null;
}
