import { isUndoing } from "../compensation/is-undoing.ts";
import { planNode } from "../plan/plan-scope.ts";
import {
  flowTimer,
  overdueTimer,
  reminderTimer,
  retryTimer,
  slaTimer,
  stageTimer,
  timeoutTimer,
  waitTimer,
  wallTimer,
} from "../project/project-timers.ts";
import { isFinalWorkflow } from "../state/status.ts";
import { fireEscalation, fireReminder } from "./approval/fire-approval.ts";
import type { Draft } from "./draft.ts";
import { fireSla } from "./fire-sla.ts";
import { endWait } from "./flow/end-wait.ts";
import { failNode } from "./flow/fail-node.ts";
import { askAboutLimit } from "./limit-reached.ts";
import { recover } from "./recover.ts";
import { failFlow } from "./stop.ts";

/** Does what fell due: ends backoffs, waits, and what took too long. A timer that no longer fits is ignored. */
export const fireDue = (draft: Draft, timers: readonly string[]): undefined => {
  for (const timer of timers) {
    const name = timer.slice(timer.indexOf(":") + 1);
    if (timer === flowTimer) fireFlow(draft);
    else if (timer === wallTimer) fireWall(draft);
    else if (timer === waitTimer(name)) fireWait(draft, name);
    else if (timer === stageTimer(name)) fireStage(draft, name);
    else if (timer === overdueTimer(name)) fireEscalation(draft, name);
    else if (timer === reminderTimer(name)) fireReminder(draft, name);
    else if (timer.startsWith(slaTimer(null))) fireSla(draft, name === "" ? null : name);
    else fireStep(draft, timer, name);
  }
};

const fireStep = (draft: Draft, timer: string, name: string): void => {
  const { at } = draft.command;
  const step = draft.state().steps.get(name);
  if (step === undefined) return;
  if (timer === retryTimer(name) && step.status === "waiting" && due(step.dueAt, at)) {
    draft.emit({ type: "step_ready", step: name, reason: "the pause before the retry is over" });
  }
  if (timer === timeoutTimer(name) && due(step.lease?.deadline ?? null, at)) {
    const message = `Attempt timed out after ${step.timeoutSeconds} s.`;
    const error = { category: "transient", message, step: null, suggestion: null } as const;
    recover(draft, name, { summary: message, error, tokensUsed: null });
  }
};

const fireWait = (draft: Draft, key: string): void => {
  const node = draft.state().flow?.nodes.get(key);
  if (node?.status === "waiting" && due(node.dueAt, draft.command.at)) {
    endWait(draft, key);
  }
};

const fireStage = (draft: Draft, key: string): void => {
  const state = draft.state();
  const { flow, status } = state;
  const deadline = flow?.nodes.get(key)?.deadline ?? null;
  if (flow === null || isFinalWorkflow(status) || !due(deadline, draft.command.at)) return;
  if (isUndoing(state)) return;
  const plan = planNode(flow, key);
  const seconds = "timeoutSeconds" in plan ? plan.timeoutSeconds : null;
  failNode(draft, key, `it took longer than its ${seconds} s`, { category: "transient" });
};

const fireFlow = (draft: Draft): void => {
  const state = draft.state();
  const { flow, status } = state;
  if (flow === null || isFinalWorkflow(status) || !due(flow.deadline, draft.command.at)) return;
  // A stage may have failed by its time just now; what is undone takes as long as it takes.
  if (isUndoing(state)) return;
  failFlow(draft, flow.plan.name, `it took longer than its ${flow.plan.timeoutSeconds} s`);
};

const fireWall = (draft: Draft): void => {
  const { spend, status } = draft.state();
  if (isFinalWorkflow(status) || !due(spend.wall?.deadline ?? null, draft.command.at)) return;
  askAboutLimit(draft, "wall");
};

const due = (time: number | null, at: number): boolean => time !== null && time <= at;
