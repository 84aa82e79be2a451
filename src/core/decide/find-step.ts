import { nearest } from "../nearest.ts";
import { type Refusal, refuse } from "../refusal.ts";
import type { Step } from "../state/step.ts";
import type { WorkflowState } from "../state/workflow-state.ts";

/** A step by its name or by its handoff's id (a unique prefix of 8 characters or more will do). */
export const findStep = (state: WorkflowState, wanted: string): Step | Refusal => {
  const named = state.steps.get(wanted) ?? state.steps.get(state.stepOf.get(wanted) ?? "");
  if (named !== undefined) return named;
  if (wanted.length >= 8) {
    const matches: string[] = [];
    for (const [handoff, step] of state.stepOf.entries()) {
      if (handoff.startsWith(wanted)) matches.push(step);
    }
    const only = matches.length === 1 ? state.steps.get(matches[0] ?? "") : undefined;
    if (only !== undefined) return only;
  }
  const near = nearest(wanted, state.steps.keys());
  return refuse(
    "not_found",
    `Workflow ${state.id} has no step or handoff "${wanted}".`,
    near.length > 0
      ? `Did you mean ${near.join(" or ")}?`
      : "Call status with this workflow_id and view plan to see its steps.",
    { nearest: near },
  );
};
