import { type Refusal, refuse } from "../refusal.ts";
import type { WorkflowState } from "../state/workflow-state.ts";

/** Refuses to walk around a human who was asked whether a halted or quota-stopped workflow may go on at all. */
export const guardAnswered = (state: WorkflowState): Refusal | null => {
  for (const task of state.tasks.values()) {
    if (task.status !== "open" || (task.kind !== "halt" && task.kind !== "quota")) continue;
    return refuse(
      "forbidden",
      `Workflow ${state.id} is stopped until a human has decided (${task.title}).`,
      `Call decide_task with task_id ${task.id}, or tell the user to run: baton answer ${task.id}`,
      { task_id: task.id },
    );
  }
  return null;
};
