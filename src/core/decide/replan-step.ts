import type { IntentOf } from "../command/intent-of.ts";
import { fingerprint } from "../recovery/fingerprint.ts";
import { type Refusal, refuse } from "../refusal.ts";
import { isFinalStep } from "../state/status.ts";
import type { Draft } from "./draft.ts";
import { findStep } from "./find-step.ts";
import { guardNotAsked } from "./guard-not-asked.ts";
import { guardOpen } from "./guard-running.ts";
import { replannerOf } from "./recover.ts";
import { sendBack } from "./send-back.ts";

/** Sends a step back to be planned anew, because somebody saw that its approach is wrong. */
export const replanStep = (draft: Draft, intent: IntentOf<"replan_step">): Refusal | undefined => {
  const ended = guardOpen(draft.state());
  if (ended !== null) return ended;
  const step = findStep(draft.state(), intent.step);
  if ("code" in step) return step;
  if (isFinalStep(step.status)) {
    return refuse(
      "conflict",
      `Step ${step.name} is ${step.status}.`,
      "Create a new handoff for more work on it.",
    );
  }
  const asked = guardNotAsked(draft.state(), step.name);
  if (asked !== null) return asked;
  if (replannerOf(draft, step) === null) {
    return refuse(
      "conflict",
      `Step ${step.name} was planned anew already, or nobody is there to plan it.`,
      "Create a handoff to a planner yourself, or ask the user.",
    );
  }
  if (step.lease !== null) {
    const attempt = step.attempts.length;
    draft.emit({ type: "attempt_lapsed", step: step.name, attempt, reason: "revoked" });
  }
  const why = intent.reason;
  draft.emit({
    type: "recovery_decided",
    step: step.name,
    decision: "replan",
    why,
    notBefore: null,
  });
  sendBack(
    draft,
    step.name,
    {
      category: "design_flaw",
      inferred: false,
      message: why,
      step: null,
      suggestion: null,
      fingerprint: fingerprint(why),
    },
    "replan",
  );
  return undefined;
};
