import type { CompensateWith } from "../plan/plan.ts";
import { planNode } from "../plan/plan-scope.ts";
import type { Attempt, Step } from "../state/step.ts";
import type { WorkflowState } from "../state/workflow-state.ts";
import { latestFirst, standingAttempt } from "./standing-attempt.ts";

/** What undoing a workflow would mean. */
export interface ToUndo {
  /** Steps in the order they are undone. */
  readonly undo: readonly Step[];
  /**
   * Steps that did something, or may have, and say nothing of how to undo it, latest first; then the workflows that
   * stages have used and that completed, each of which is undone by itself.
   */
  readonly stays: readonly string[];
}

/** What of a workflow stands and can be undone, or cannot; with `from`, only that step and what ended after it. */
export const whatToUndo = (state: WorkflowState, from: Step | null): ToUndo => {
  const first = from === null ? null : standingAttempt(from);
  const standing = [...state.steps.values()]
    .flatMap((step) => {
      const attempt = isWork(step) ? standingAttempt(step) : null;
      return attempt === null || (first !== null && latestFirst(attempt, first) > 0)
        ? []
        : [{ step, attempt }];
    })
    .sort((a, b) => latestFirst(a.attempt, b.attempt))
    .map(({ step }) => step);
  return {
    undo: standing.filter((step) => compensateOf(state, step) !== null),
    stays: [
      ...standing.filter((step) => compensateOf(state, step) === null).map(({ name }) => name),
      ...completedChildren(state, first),
    ],
  };
};

/** One that was stopped, or failed, has done what its own plan says of that. */
const completedChildren = ({ flow }: WorkflowState, first: Attempt | null): readonly string[] => {
  if (flow === null) return [];
  const since = first === null ? 0 : (first.endedAt ?? Number.POSITIVE_INFINITY);
  return [...flow.nodes.values()]
    .filter((node) => node.child !== null && node.status === "completed" && node.since >= since)
    .map(({ key, child }) => `${key} (workflow ${child?.workflow})`);
};

/** Who undoes a step and how; null when its stage does not say. */
export const compensateOf = ({ flow }: WorkflowState, step: Step): CompensateWith | null => {
  if (flow === null || step.origin.kind !== "plan") return null;
  const node = planNode(flow, step.name);
  return node.kind === "agent" ? node.compensate : null;
};

/** Compensations and what was only asked for advice leave nothing to undo. */
const isWork = ({ origin: { kind } }: Step): boolean =>
  kind !== "compensation" && kind !== "replan" && kind !== "rollback";
