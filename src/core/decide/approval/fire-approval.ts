import { planNode } from "../../plan/plan-scope.ts";
import type { Draft } from "../draft.ts";
import { flowOf } from "../flow/flow-of.ts";
import { escalateTo } from "./assign-people.ts";

/** Most times a task is brought to mind. */
export const reminderLimit = 100;

/** Asks others as well, once, when a task is overdue. */
export const fireEscalation = (draft: Draft, id: string): void => {
  const task = draft.state().tasks.get(id);
  const approval = task?.approval;
  if (task?.status !== "open" || approval === undefined) return;
  const { escalateAt, assignees, node } = approval;
  if (escalateAt === null || escalateAt > draft.command.at) return;
  const plan = planNode(flowOf(draft), node);
  const to =
    plan.kind === "approval" && plan.escalateTo !== null
      ? escalateTo(draft, plan.escalateTo, approval)
      : [];
  draft.emit({
    type: "task_reassigned",
    task: id,
    why: "escalated",
    to,
    // Where anybody may decide, nobody is shut out by it.
    assignees: assignees.length === 0 ? [] : [...assignees, ...to],
    comment: null,
    decided: null,
  });
};

/** Brings a task to mind; the next time counts from now. */
export const fireReminder = (draft: Draft, id: string): void => {
  const task = draft.state().tasks.get(id);
  const approval = task?.approval;
  if (task?.status !== "open" || approval === undefined) return;
  const { remindAt, node } = approval;
  if (remindAt === null || remindAt > draft.command.at) return;
  const plan = planNode(flowOf(draft), node);
  const every = plan.kind === "approval" ? plan.reminderSeconds : null;
  const reminders = approval.reminders + 1;
  const last = every === null || reminders >= reminderLimit;
  const nextAt = last ? null : draft.command.at + every * 1000;
  draft.emit({ type: "task_reminded", task: id, reminders, nextAt });
};
