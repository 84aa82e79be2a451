import { type HumanTask, holdsWorkflow } from "../state/human-task.ts";
import type { WorkflowState } from "../state/workflow-state.ts";
import type { Draft } from "./draft.ts";
import { shortId } from "./short-id.ts";

/** Asks a human; returns the task's id. */
export const openTask = (
  draft: Draft,
  task: Omit<HumanTask, "id" | "openedAt" | "status" | "outcome">,
): string => {
  const id = shortId("task", draft.takeId());
  draft.emit({ type: "task_opened", task: { id, ...task } });
  return id;
};

/** Closes what is asked about a step that is not needed any more; what holds the whole workflow up stays asked. */
export const withdrawTasksOf = (draft: Draft, step: string, reason: string): void => {
  if (draft.state().openTasks === 0) return;
  for (const task of draft.state().tasks.values()) {
    if (task.status !== "open" || task.step !== step || holdsWorkflow(task.kind)) continue;
    draft.emit({ type: "task_withdrawn", task: task.id, reason });
  }
};

/** Closes the approval of a node that is not needed any more. */
export const withdrawApproval = (draft: Draft, node: string, reason: string): void => {
  const task = openApproval(draft.state(), node);
  if (task !== null) draft.emit({ type: "task_withdrawn", task: task.id, reason });
};

/** The open task of a node that is an approval; null when nobody is asked. */
export const openApproval = (state: WorkflowState, node: string): HumanTask | null => {
  if (state.openTasks === 0) return null;
  for (const task of state.tasks.values())
    if (task.status === "open" && task.approval?.node === node) return task;
  return null;
};

/** Closes what is still asked, when the workflow has ended. */
export const withdrawTasks = (draft: Draft, reason: string): void => {
  if (draft.state().openTasks === 0) return;
  for (const task of draft.state().tasks.values()) {
    if (task.status === "open") draft.emit({ type: "task_withdrawn", task: task.id, reason });
  }
};
