import type { WorkflowState } from "../state/workflow-state.ts";

/** Whether a workflow's work is being undone now, also while that is paused or halted. */
export const isUndoing = ({ compensation }: WorkflowState): boolean =>
  compensation !== null && !compensation.over;
