import type { IntentOf } from "../command/intent-of.ts";
import type { Refusal } from "../refusal.ts";
import { isFinalStep } from "../state/status.ts";
import type { Draft } from "./draft.ts";
import { leadOn } from "./flow/lead-on.ts";
import { settleNode } from "./flow/settle-node.ts";
import { guardOpen } from "./guard-running.ts";
import { revokeLeases } from "./halt.ts";
import { withdrawTasks } from "./open-task.ts";

/** Ends a workflow: leases are revoked, open steps cancelled, open questions withdrawn. */
export const stop = (draft: Draft, intent: IntentOf<"stop">): Refusal | undefined => {
  const ended = guardOpen(draft.state());
  if (ended !== null) return ended;
  const verb = intent.how === "cancel" ? "cancelled" : "terminated";
  cancelOpenSteps(draft, `${verb}: ${intent.reason}`);
  withdrawTasks(draft, verb);
  const reason = `${verb}: ${intent.reason}`;
  draft.emit({ type: "workflow_status_changed", status: "cancelled", reason });
  return undefined;
};

/** A step failed for good: the plan may foresee it, or go on without; else the workflow has failed. */
export const failWorkflow = (draft: Draft, step: string, reason: string): void => {
  draft.emit({ type: "step_failed", step, reason });
  const { lastError: error, origin } = draft.step(step);
  if (error !== null) draft.emit({ type: "dead_lettered", step, error });
  if (origin.kind === "plan" && goOnWithout(draft, step, reason)) return;
  failFlow(draft, step, reason);
};

/** What is left is cancelled and the workflow has failed (on_failure: stop). */
export const failFlow = (draft: Draft, step: string, reason: string): void => {
  cancelOpenSteps(draft, `stopped: ${step} failed`);
  withdrawTasks(draft, `${step} failed`);
  const status = { status: "failed", reason: `${step} failed: ${reason}` } as const;
  draft.emit({ type: "workflow_status_changed", ...status });
};

/** Follows the plan past a step that failed for good; false when the plan stops at it. */
const goOnWithout = (draft: Draft, step: string, reason: string): boolean => {
  const category = draft.step(step).lastError?.category ?? "blocker";
  if (leadOn(draft, step, category, reason)) return true;
  if (draft.state().flow?.plan.onFailure !== "continue") return false;
  settleNode(draft, step, { status: "failed", flows: false, reason });
  return true;
};

const cancelOpenSteps = (draft: Draft, reason: string): void => {
  draft.visits.length = 0;
  for (const node of draft.state().flow?.nodes.values() ?? []) {
    // Its time is not over, and does not end any more.
    if (node.dueAt !== null) draft.emit({ type: "node_waiting", node: node.key, dueAt: null });
  }
  revokeLeases(draft, reason);
  for (const step of draft.state().steps.values()) {
    if (!isFinalStep(step.status)) draft.emit({ type: "step_cancelled", step: step.name, reason });
  }
};
