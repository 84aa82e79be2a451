import type { IntentOf } from "../command/intent-of.ts";
import type { Refusal } from "../refusal.ts";
import type { Draft } from "./draft.ts";
import { guardLease } from "./guard-lease.ts";
import { openTask } from "./open-task.ts";

/** Ends an attempt that lacks answers; the step waits for a human, at no cost of a retry. */
export const askHuman = (draft: Draft, intent: IntentOf<"ask">): Refusal | undefined => {
  const held = guardLease(draft.state().steps.get(intent.step), intent.token);
  if (held.type === "refused") return held;
  const { step, attempt } = held;
  const { summary, questions } = intent;
  draft.emit({ type: "input_requested", step: step.name, attempt, summary, questions });
  openTask(draft, {
    kind: "question",
    step: step.name,
    title: `${step.agent} asks about ${step.name}`,
    body: summary,
    questions,
    options: ["answer", "abort"],
  });
  draft.emit({ type: "step_waiting", step: step.name, reason: "a human is asked", dueAt: null });
  return undefined;
};
