import type { AttemptWeight } from "../budget/brief-weight.ts";
import { checkLimits, limitWords } from "../budget/limits.ts";
import { pressureOf, pressureWords } from "../budget/pressure.ts";
import { type Refusal, refuse } from "../refusal.ts";
import type { Step } from "../state/step.ts";
import type { WorkflowState } from "../state/workflow-state.ts";
import type { Draft } from "./draft.ts";
import { askAboutLimit } from "./limit-reached.ts";

/** Refuses to start work while a workflow's ledger is critical. */
export const guardBudget = ({ id, ledger, live }: WorkflowState): Refusal | null => {
  const pressure = pressureOf(ledger, live);
  return pressure.worst === "critical"
    ? refuse(
        "budget_critical",
        `The context budget of workflow ${id} is critical: ${pressureWords(pressure, "critical")}.`,
        `Call budget with action optimize and workflow_id ${id}, and do what it asks; then claim again.`,
        { workflow_id: id, percent: pressure.total.percent },
      )
    : null;
};

/** Refuses an attempt a limit does not allow: the workflow waits for what others have kept back, or asks a human. */
export const guardLimits = (draft: Draft, step: Step, weight: AttemptWeight): Refusal | null => {
  // What was done can always be undone.
  if (step.origin.kind === "compensation") return null;
  const state = draft.state();
  const check = checkLimits(state, weight, step.lease?.weight.reserved ?? 0);
  if (check.type === "within") return null;
  const words = limitWords(state, check.kind);
  if (check.type === "wait") {
    const why = `${words}, and what is left is kept back for attempts under way`;
    return refuse(
      "not_ready",
      `Handoff ${step.handoffId.slice(0, 8)} has to wait: ${why}.`,
      "Come back when one of them has ended.",
      { waiting: [{ for: why, until: null }] },
    );
  }
  const task = askAboutLimit(draft, check.kind);
  return refuse(
    "workflow_not_running",
    `Workflow ${state.id} has reached a limit: ${words}. It is paused, and a human is asked.`,
    `Call decide_task with task_id ${task}, or ask the user to run: baton answer ${task}`,
    { task_id: task, limit: check.kind },
  );
};
