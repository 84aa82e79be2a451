import { isUndoing } from "../../compensation/is-undoing.ts";
import { labelOf, stands } from "../../compensation/what-to-undo.ts";
import { type Refusal, refuse } from "../../refusal.ts";
import { isFinalStep } from "../../state/status.ts";
import type { Step } from "../../state/step.ts";
import type { WorkflowState } from "../../state/workflow-state.ts";
import type { Draft } from "../draft.ts";

/** Refuses to try steps again whose ground is gone, and to undo twice. */
export const guardRetry = (state: WorkflowState, step: Step): Refusal | null => {
  const { kind, of } = step.origin;
  if (kind !== "compensation" || of === null) {
    return !undidAnything(state)
      ? null
      : refuse(
          "conflict",
          `The work of workflow ${state.id} was undone; ${step.name} has nothing left to build on.`,
          "Start the workflow again, or resume a checkpoint from before what was undone.",
        );
  }
  const standing = stands(state, of);
  const other = [...state.steps.values()].some(
    (each) =>
      each.origin.kind === "compensation" &&
      each.origin.of === of &&
      each.name !== step.name &&
      !isFinalStep(each.status),
  );
  if (standing && !other) return null;
  return refuse(
    "conflict",
    `What ${labelOf(state, of)} did is ${standing ? "being undone by another handoff" : "undone already"}.`,
    "Nothing is left to try again; see status.",
  );
};

/** Whether an undoing has taken anything back, or was to: a workflow that had nothing to undo has left all as it was. */
const undidAnything = ({ compensation, flow }: WorkflowState): boolean =>
  (compensation?.steps ?? []).some((name) => {
    const child = flow?.started.get(name);
    return child === undefined || !child.undone || child.changed;
  });

/** Goes on with an undoing that was stopped. Returns the steps that start over; null when there is none to go on with. */
export const resumeCompensation = (draft: Draft, step: Step): readonly string[] | null => {
  const state = draft.state();
  const { compensation } = state;
  if (step.origin.kind !== "compensation" || compensation === null || isUndoing(state)) return null;
  const { endsAs, reason, stays, returnsTo } = compensation;
  const again = [...newestOf(state, compensation.steps, step).values()].sort(
    (a, b) => a.index - b.index,
  );
  const steps = again.map(({ origin }) => origin.of).filter((of) => of !== null);
  draft.emit({ type: "compensation_started", endsAs, reason, steps, stays });
  if (returnsTo !== null) draft.emit({ type: "return_promised", ...returnsTo });
  draft.emit({ type: "workflow_status_changed", status: "compensating", reason });
  return again.map(({ name }) => name);
};

/** What was stopped of an undoing: for each step the newest handoff that was to undo it, and the one that is retried. */
const newestOf = (
  state: WorkflowState,
  steps: readonly string[],
  retried: Step,
): ReadonlyMap<string, Step> => {
  const newest = new Map<string, Step>();
  for (const step of state.steps.values()) {
    const { kind, of } = step.origin;
    if (kind !== "compensation" || of === null || !steps.includes(of)) continue;
    if (step.status !== "cancelled" || guardRetry(state, step) !== null) continue;
    if ((newest.get(of)?.index ?? -1) < step.index) newest.set(of, step);
  }
  return newest.set(retried.origin.of ?? "", retried);
};
