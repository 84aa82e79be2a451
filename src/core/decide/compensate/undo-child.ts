import type { IntentOf } from "../../command/intent-of.ts";
import { undoingChildren } from "../../compensation/undoing-children.ts";
import type { StepError } from "../../recovery/category.ts";
import { fingerprint } from "../../recovery/fingerprint.ts";
import type { Draft } from "../draft.ts";
import { askAboutUndoing } from "../escalate.ts";
import { announceSettled } from "../settle.ts";
import { skip } from "../skip-step.ts";

/** Takes note of what a workflow did that was asked to undo its work, and goes on, or asks a human. */
export const childUndone = (draft: Draft, intent: IntentOf<"note_undone">): undefined => {
  const { child, undone, left, accepted, stays } = intent;
  const step = undoingChildren(draft.state()).get(child);
  if (step === undefined) return;
  draft.emit({ type: "child_undone", step, child, undone, left, stays });
  if (left.length === 0) announceSettled(draft, step, null);
  else if (accepted) skip(draft, step, `it was decided there to let ${left.join(", ")} stand`);
  else {
    const error = stoppedError(child, left);
    askAboutUndoing(draft, step, error, [`${error.message}.`]);
  }
};

const stoppedError = (child: string, left: readonly string[]): StepError => {
  const message = `Undoing was stopped in workflow ${child}: ${left.join(", ")} ${left.length === 1 ? "stands" : "stand"}`;
  return {
    category: "blocker",
    inferred: false,
    message,
    step: null,
    suggestion: null,
    fingerprint: fingerprint(message),
  };
};
