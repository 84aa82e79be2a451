import type { IntentOf } from "../command/intent-of.ts";
import type { Refusal } from "../refusal.ts";
import type { GitPosition } from "../state/workflow-state.ts";
import type { Draft } from "./draft.ts";
import { settle } from "./settle.ts";
import { shortId } from "./short-id.ts";

/** Names this point of the history, so that it can be returned to. */
export const takeCheckpoint = (
  draft: Draft,
  intent: IntentOf<"checkpoint">,
): Refusal | undefined => {
  const { name, note, git } = intent;
  emitCheckpoint(draft, { name, note, git, automatic: false });
  return undefined;
};

/** The checkpoint after a completed step; taken when all consequences stand, so that a rewind loses none. */
export const autoCheckpoint = (draft: Draft, name: string, git: GitPosition | null): void => {
  settle(draft);
  emitCheckpoint(draft, { name, note: null, git, automatic: true });
};

const emitCheckpoint = (
  draft: Draft,
  fields: Pick<IntentOf<"checkpoint">, "name" | "note" | "git"> & { readonly automatic: boolean },
): void => {
  const id = shortId("cp", draft.takeId());
  draft.emit({ type: "checkpoint_created", id, ...fields });
};
