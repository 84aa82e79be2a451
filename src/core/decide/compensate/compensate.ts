import type { IntentOf } from "../../command/intent-of.ts";
import { isUndoing } from "../../compensation/is-undoing.ts";
import { standingAttempt } from "../../compensation/standing-attempt.ts";
import { type ToUndo, whatToUndo } from "../../compensation/what-to-undo.ts";
import { type Refusal, refuse } from "../../refusal.ts";
import type { Step } from "../../state/step.ts";
import type { WorkflowState } from "../../state/workflow-state.ts";
import type { Draft } from "../draft.ts";
import { findStep } from "../find-step.ts";
import { guardAnswered } from "../guard-answered.ts";
import { beginCompensation } from "./begin-compensation.ts";

/** Undoes what a workflow did, also one that has ended. */
export const compensate = (draft: Draft, intent: IntentOf<"compensate">): Refusal | undefined => {
  const state = draft.state();
  const wanted = compensable(state, intent.step);
  if (wanted.type === "refused") return wanted;
  const { reason } = intent;
  beginCompensation(draft, {
    ...(state.status === "failed"
      ? { endsAs: "failed", reason: state.reason }
      : { endsAs: "cancelled", reason: `compensated: ${reason}` }),
    stop: `compensated: ${reason}`,
    from: wanted.from,
  });
  return undefined;
};

/** What a human is shown before anything is undone, or why there is nothing to decide. */
export const compensable = (
  state: WorkflowState,
  step: string | null,
): (ToUndo & { readonly type: "compensable"; readonly from: Step | null }) | Refusal => {
  const unanswered = guardAnswered(state);
  if (unanswered !== null) return unanswered;
  if (isUndoing(state)) {
    return refuse(
      "conflict",
      `Workflow ${state.id} is being undone already (${state.reason}).`,
      "Let it go on; status shows how far it is. terminate ends it at once.",
    );
  }
  const from = step === null ? null : findStep(state, step);
  if (from !== null && "code" in from) return from;
  if (from !== null && standingAttempt(from) === null) {
    return refuse(
      "conflict",
      `Nothing that ${from.name} did stands: it is ${from.status}.`,
      "Name a step that is completed or at work, or leave step out to undo everything.",
    );
  }
  const found = whatToUndo(state, from);
  if (found.undo.length > 0) return { type: "compensable", from, ...found };
  const stays = found.stays.join(", ");
  return refuse(
    "conflict",
    stays === ""
      ? `Nothing that workflow ${state.id} did stands.`
      : `Nothing in workflow ${state.id} can be undone: ${stays} ${found.stays.length === 1 ? "has" : "have"} no compensate.`,
    "Undo by hand what has to be undone. In a definition, compensate says how a stage is undone; a workflow that a stage used is undone by its own id.",
    { stays: found.stays },
  );
};
