import type { IntentOf } from "../command/intent-of.ts";
import { isUndoing } from "../compensation/is-undoing.ts";
import { type Refusal, refuse } from "../refusal.ts";
import type { GitPosition } from "../state/workflow-state.ts";
import { stepLimit } from "./create-handoff.ts";
import type { Draft } from "./draft.ts";
import { emitCheckpoint } from "./emit-checkpoint.ts";
import { settle } from "./settle.ts";

/** Most checkpoints of one workflow before no more are taken by hand: one after each step, and these. */
export const checkpointLimit: number = stepLimit + 5_000;

/** Names this point of the history, so that it can be returned to. */
export const takeCheckpoint = (
  draft: Draft,
  intent: IntentOf<"checkpoint">,
): Refusal | undefined => {
  const { id, checkpoints } = draft.state();
  if (checkpoints.size >= checkpointLimit) {
    return refuse(
      "too_large",
      `Workflow ${id} has ${checkpointLimit} checkpoints; only those that Baton takes by itself are still taken.`,
      "Return to one of them (status with view checkpoints), or go on in another workflow.",
    );
  }
  const { name, note, git } = intent;
  emitCheckpoint(draft, { name, note, git, automatic: false });
  return undefined;
};

/** The checkpoint after a completed step; taken when all consequences stand, so that a rewind loses none. */
export const autoCheckpoint = (draft: Draft, name: string, git: GitPosition | null): void => {
  settle(draft);
  // A point at which the plan has failed, or is being undone, is none to come back to.
  const { status } = draft.state();
  if (status === "failed" || status === "cancelled" || isUndoing(draft.state())) return;
  emitCheckpoint(draft, { name, note: null, git, automatic: true });
};
