/** The undoing of a workflow's work; it is kept when it is over. */
export interface Compensation {
  /** What the workflow is once all is undone. */
  readonly endsAs: "failed" | "cancelled";
  readonly reason: string;
  /** Steps to be undone, in that order. */
  readonly steps: readonly string[];
  /** Steps that did something nobody can undo. */
  readonly stays: readonly string[];
  readonly over: boolean;
}
