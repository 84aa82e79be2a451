import type { WorkflowState } from "../state/workflow-state.ts";

/** Whether a human decided to let stand what a step did, or a workflow that a stage has used. */
export const isLetStand = ({ steps }: WorkflowState, name: string): boolean => {
  const last = [...steps.values()].findLast(
    ({ origin }) => origin.kind === "compensation" && origin.of === name,
  );
  return last?.status === "skipped";
};
