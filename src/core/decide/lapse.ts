import type { IntentOf } from "../command/intent-of.ts";
import { type Refusal, refuse } from "../refusal.ts";
import type { Draft } from "./draft.ts";

/** Ends a lease that ran out or lost its holder, so that others may have what it held; the step is ready again. */
export const lapse = (draft: Draft, intent: IntentOf<"lapse">): Refusal | undefined => {
  const step = draft.state().steps.get(intent.step);
  const { at } = draft.command;
  if (step?.lease?.fence !== intent.fence || step.status !== "active") return undefined;
  if (!intent.orphaned && step.lease.expiresAt > at) {
    return refuse(
      "conflict",
      `The lease on ${step.name} is live.`,
      "Wait until it ends, or take it over.",
    );
  }
  const reason = intent.orphaned ? "orphaned" : "expired";
  draft.emit({ type: "attempt_lapsed", step: step.name, attempt: step.attempts.length, reason });
  draft.emit({
    type: "step_ready",
    step: step.name,
    reason: `its lease ${reason === "expired" ? "ran out" : "lost its holder"}`,
  });
  return undefined;
};
