import type { ReturnPoint } from "../state/compensation.ts";
import type { Parent } from "../state/workflow-state.ts";

/** What happens while the work of a workflow is undone. */
export type CompensationEvent =
  /** Nothing new starts any more; the handoffs that undo follow as events of their own. */
  | {
      readonly type: "compensation_started";
      /** What the workflow is once all is undone. */
      readonly endsAs: "failed" | "cancelled";
      readonly reason: string;
      /** Steps, and workflows that stages have used, to be undone in that order: the reverse of their completion. */
      readonly steps: readonly string[];
      /** Steps that did something nobody can undo. */
      readonly stays: readonly string[];
    }
  /** Once all is undone the workflow returns to this point, in place of its end. */
  | ({ readonly type: "return_promised" } & ReturnPoint)
  /** A rollback has the step undone and then done again; it waits for these besides, `unmet` in all. */
  | {
      readonly type: "step_taken_back";
      readonly step: string;
      readonly needs: readonly string[];
      readonly unmet: number;
    }
  /** What the step did is undone; `by` is the step that did that. */
  | {
      readonly type: "step_compensated";
      readonly step: string;
      readonly by: string;
      /** The attempts whose work is undone, from the first one. */
      readonly attempts: number;
      /** True when a rollback will have it done again. */
      readonly again: boolean;
    }
  /** The step waits until the workflow that a stage has used is undone. */
  | { readonly type: "child_undoing"; readonly step: string; readonly child: string }
  /** What came of that, or of the handoff that took its place; with nothing left the step is completed. */
  | {
      readonly type: "child_undone";
      readonly step: string;
      readonly child: string;
      readonly undone: readonly string[];
      /** Could be undone and was not. */
      readonly left: readonly string[];
      readonly stays: readonly string[];
    }
  /** The workflow it works for is undone, and waits until its work is undone, too. */
  | { readonly type: "undoing_asked"; readonly parent: Parent; readonly reason: string }
  /** What the one that asked is told. */
  | {
      readonly type: "undoing_answered";
      readonly undone: readonly string[];
      readonly left: readonly string[];
      /** Whether humans let stand all that is left. */
      readonly accepted: boolean;
      readonly stays: readonly string[];
    }
  /** The account at the end: nothing is at work, and each step is undone, left or stays. */
  | {
      readonly type: "compensation_ended";
      readonly active: number;
      readonly queued: number;
      readonly undone: readonly string[];
      /** Could be undone and was not: a human accepted it, or undoing was stopped. */
      readonly left: readonly string[];
      readonly stays: readonly string[];
    };
