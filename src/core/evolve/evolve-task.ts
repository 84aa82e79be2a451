import type { StreamEvent } from "../event/stream-event.ts";
import type { WorkflowEvent } from "../event/workflow-event.ts";
import type { HumanTask } from "../state/human-task.ts";
import type { WorkflowState } from "../state/workflow-state.ts";

type TaskEvent = Extract<
  WorkflowEvent,
  { type: "task_opened" | "task_decided" | "task_withdrawn" }
>;

/** One more event of a task for a human. */
export const evolveTask = (
  state: WorkflowState,
  event: StreamEvent,
  data: TaskEvent,
): WorkflowState => {
  if (data.type === "task_opened") {
    const task: HumanTask = { ...data.task, openedAt: event.at, status: "open", outcome: null };
    return { ...state, tasks: state.tasks.set(task.id, task), openTasks: state.openTasks + 1 };
  }
  const task = state.tasks.get(data.task);
  if (task === undefined) return state;
  const closed: HumanTask =
    data.type === "task_decided"
      ? { ...task, status: "decided", outcome: data.outcome }
      : { ...task, status: "withdrawn" };
  return { ...state, tasks: state.tasks.set(task.id, closed), openTasks: state.openTasks - 1 };
};
