import type { IntentOf } from "../command/intent-of.ts";
import { isUndoing } from "../compensation/is-undoing.ts";
import { whatToUndo } from "../compensation/what-to-undo.ts";
import { type Refusal, refuse } from "../refusal.ts";
import { isFinalStep } from "../state/status.ts";
import { cancelOpenSteps } from "./cancel-open-steps.ts";
import { beginCompensation, hasWork } from "./compensate/begin-compensation.ts";
import { endCompensation } from "./compensate/end-compensation.ts";
import type { Draft } from "./draft.ts";
import { leadOn } from "./flow/lead-on.ts";
import { settleNode } from "./flow/settle-node.ts";
import { guardAnswered } from "./guard-answered.ts";
import { guardOpen } from "./guard-running.ts";
import { withdrawTasks } from "./open-task.ts";

/** Ends a workflow: leases are revoked, open steps cancelled, open questions withdrawn. A cancelled saga is undone first. */
export const stop = (draft: Draft, intent: IntentOf<"stop">): Refusal | undefined => {
  const state = draft.state();
  const ended = guardOpen(state);
  if (ended !== null) return ended;
  const verb = intent.how === "cancel" ? "cancelled" : "terminated";
  const reason = `${verb}: ${intent.reason}`;
  if (intent.how === "cancel" && isUndoing(state)) {
    return refuse(
      "conflict",
      `Workflow ${state.id} is being undone already (${state.reason}).`,
      "Let it go on, or terminate it: what is not undone then stays.",
    );
  }
  if (intent.how === "cancel" && undoes(draft)) {
    const unanswered = guardAnswered(state);
    if (unanswered !== null) return unanswered;
    beginCompensation(draft, { endsAs: "cancelled", reason, stop: reason, from: null });
    return undefined;
  }
  cancelOpenSteps(draft, reason);
  withdrawTasks(draft, verb);
  const { compensation } = draft.state();
  if (compensation !== null && isUndoing(state)) endCompensation(draft, compensation);
  draft.emit({ type: "workflow_status_changed", status: "cancelled", reason });
  return undefined;
};

/** A step failed for good: the plan may foresee it, or go on without; else the workflow has failed. */
export const failWorkflow = (draft: Draft, step: string, reason: string): void => {
  draft.emit({ type: "step_failed", step, reason });
  const { lastError: error, origin } = draft.step(step);
  // A compensation is one from the moment a human is asked about it.
  const known = origin.kind === "compensation" && wasEscalated(draft, step);
  if (error !== null && !known) draft.emit({ type: "dead_lettered", step, error });
  if (origin.kind === "plan" && goOnWithout(draft, step, reason)) return;
  failFlow(draft, step, reason);
};

const wasEscalated = (draft: Draft, step: string): boolean =>
  [...draft.state().tasks.values()].some(
    (task) => task.step === step && task.kind === "escalation",
  );

/** What is left is cancelled and the workflow has failed, once it is undone where the plan says so. */
export const failFlow = (draft: Draft, step: string, reason: string): void => {
  const stopped = `stopped: ${step} failed`;
  const why = `${step} failed: ${reason}`;
  if (undoes(draft)) {
    beginCompensation(draft, { endsAs: "failed", reason: why, stop: stopped, from: null });
    return;
  }
  cancelOpenSteps(draft, stopped);
  withdrawTasks(draft, `${step} failed`);
  // With nothing open any more, what is being undone ends by itself.
  if (isUndoing(draft.state())) return;
  draft.emit({ type: "workflow_status_changed", status: "failed", reason: why });
};

/** Whether the plan undoes its work when it does not come to its end, and there is any. */
const undoes = (draft: Draft): boolean => {
  const state = draft.state();
  return (
    state.flow?.plan.onFailure === "compensate" &&
    !isUndoing(state) &&
    hasWork(whatToUndo(state, null))
  );
};

/** Follows the plan past a step that failed for good; false when the plan stops at it. */
const goOnWithout = (draft: Draft, step: string, reason: string): boolean => {
  const category = draft.step(step).lastError?.category ?? "blocker";
  if (leadOn(draft, step, category, reason)) return true;
  const { flow } = draft.state();
  const settled = isFinalStep(flow?.nodes.get(step)?.status ?? "pending");
  if (flow?.plan.onFailure !== "continue" || settled) return false;
  settleNode(draft, step, { status: "failed", flows: false, reason });
  return true;
};
