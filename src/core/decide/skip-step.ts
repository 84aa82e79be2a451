import type { IntentOf } from "../command/intent-of.ts";
import { type Refusal, refuse } from "../refusal.ts";
import { isFinalStep } from "../state/status.ts";
import type { Draft } from "./draft.ts";
import { isNeeded } from "./escalate.ts";
import { findStep } from "./find-step.ts";
import { guardNotAsked } from "./guard-not-asked.ts";
import { guardOpen } from "./guard-running.ts";
import { announceSettled } from "./settle.ts";

/** Leaves a step out, when nothing unfinished needs its output. */
export const skipStep = (draft: Draft, intent: IntentOf<"skip_step">): Refusal | undefined => {
  const ended = guardOpen(draft.state());
  if (ended !== null) return ended;
  const step = findStep(draft.state(), intent.step);
  if ("code" in step) return step;
  if (isFinalStep(step.status)) {
    return refuse(
      "conflict",
      `Step ${step.name} is ${step.status} already.`,
      "Nothing needs skipping.",
    );
  }
  if (step.status === "active") {
    return refuse(
      "already_claimed",
      `Step ${step.name} is being worked on by ${step.agent}.`,
      "Wait until the attempt has ended, or take it over first (execute_handoff take_over: true).",
    );
  }
  if (step.origin.kind === "compensation") {
    return refuse(
      "forbidden",
      `${step.name} undoes what ${step.origin.of} did; only a human lets that stand.`,
      "Let it run. If it cannot be done, a human is asked, and skip is one of the answers.",
    );
  }
  const asked = guardNotAsked(draft.state(), step.name);
  if (asked !== null) return asked;
  if (isNeeded(draft, step.name)) {
    return refuse(
      "conflict",
      `Step ${step.name} cannot be skipped: ${(draft.state().dependents.get(step.name) ?? []).join(", ")} needs its output.`,
      "Skip or finish those first, or cancel the workflow.",
    );
  }
  skip(draft, step.name, intent.reason);
  return undefined;
};

/** Settles a step as skipped; what waits for it goes on, which only a compensation leaves something to do. */
export const skip = (draft: Draft, name: string, reason: string): void => {
  draft.emit({ type: "step_skipped", step: name, reason });
  announceSettled(draft, name, null);
};
