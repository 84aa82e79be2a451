import type { StreamEvent } from "../event/stream-event.ts";
import type { WorkflowEvent } from "../event/workflow-event.ts";
import type { Approval } from "../state/approval.ts";
import type { HumanTask } from "../state/human-task.ts";
import type { WorkflowState } from "../state/workflow-state.ts";

type TaskEvent = Extract<WorkflowEvent, { readonly task: unknown }>;

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
  const put = (next: HumanTask) => ({ ...state, tasks: state.tasks.set(task.id, next) });
  switch (data.type) {
    case "task_decided":
      return {
        ...put({ ...task, status: "decided", outcome: data.outcome }),
        openTasks: state.openTasks - 1,
      };
    case "task_withdrawn":
      return { ...put({ ...task, status: "withdrawn" }), openTasks: state.openTasks - 1 };
    default:
      return task.approval === undefined
        ? state
        : put({ ...task, approval: changed(task.approval, data) });
  }
};

const changed = (
  approval: Approval,
  data: Exclude<TaskEvent, { type: "task_opened" | "task_decided" | "task_withdrawn" }>,
): Approval => {
  switch (data.type) {
    case "approval_voted":
      return { ...approval, votes: [...approval.votes, data.vote] };
    case "task_reassigned":
      return {
        ...approval,
        assignees: data.assignees,
        escalateAt: data.why === "escalated" ? null : approval.escalateAt,
      };
    case "task_reminded":
      return { ...approval, reminders: data.reminders, remindAt: data.nextAt };
  }
};
