import type { Step } from "../core/state/step.ts";
import type { WorkflowState } from "../core/state/workflow-state.ts";

/** A workflow's steps in the order of their creation; the state itself keeps none. */
export const stepsInOrder = (state: WorkflowState): readonly Step[] =>
  [...state.steps.values()].sort((a, b) => a.index - b.index);
