import { type Refusal, refuse } from "../refusal.ts";
import type { WorkflowState } from "../state/workflow-state.ts";

/** Refuses to decide about a step that a human is asked about: only the answer does. */
export const guardNotAsked = (state: WorkflowState, step: string): Refusal | null => {
  if (state.openTasks === 0) return null;
  for (const task of state.tasks.values()) {
    if (task.status !== "open" || task.step !== step) continue;
    return refuse(
      "forbidden",
      `A human is asked about ${step} (${task.title}).`,
      `Call decide_task with task_id ${task.id}.`,
      { task_id: task.id },
    );
  }
  return null;
};
