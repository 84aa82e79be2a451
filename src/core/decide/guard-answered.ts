import { type Refusal, refuse } from "../refusal.ts";
import { holdsWorkflow } from "../state/human-task.ts";
import type { WorkflowState } from "../state/workflow-state.ts";

/** Refuses to walk around a human who was asked whether a workflow that was halted, or stopped by a quota or a limit, may go on at all. */
export const guardAnswered = (state: WorkflowState): Refusal | null => {
  for (const task of state.tasks.values()) {
    if (task.status !== "open" || !holdsWorkflow(task.kind)) continue;
    return refuse(
      "forbidden",
      `Workflow ${state.id} is stopped until a human has decided (${task.title}).`,
      `Call decide_task with task_id ${task.id}, or tell the user to run: baton answer ${task.id}`,
      { task_id: task.id },
    );
  }
  return null;
};
