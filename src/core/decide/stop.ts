import type { IntentOf } from "../command/intent-of.ts";
import type { Refusal } from "../refusal.ts";
import { isFinalStep } from "../state/status.ts";
import type { Draft } from "./draft.ts";
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

/** A step failed for good: what is left is cancelled and the workflow has failed (on_failure: stop). */
export const failWorkflow = (draft: Draft, step: string, reason: string): void => {
  draft.emit({ type: "step_failed", step, reason });
  const error = draft.step(step).lastError;
  if (error !== null) draft.emit({ type: "dead_lettered", step, error });
  cancelOpenSteps(draft, `stopped: ${step} failed`);
  withdrawTasks(draft, `${step} failed`);
  const status = { status: "failed", reason: `${step} failed: ${reason}` } as const;
  draft.emit({ type: "workflow_status_changed", ...status });
};

const cancelOpenSteps = (draft: Draft, reason: string): void => {
  revokeLeases(draft, reason);
  for (const step of draft.state().steps.values()) {
    if (!isFinalStep(step.status)) draft.emit({ type: "step_cancelled", step: step.name, reason });
  }
};
