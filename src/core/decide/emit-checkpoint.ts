import type { IntentOf } from "../command/intent-of.ts";
import type { Draft } from "./draft.ts";
import { shortId } from "./short-id.ts";

/** The checkpoint a plan wants before a step of its begins. */
export const emitBefore = (draft: Draft, step: string): void =>
  emitCheckpoint(draft, { name: `before ${step}`, note: null, git: null, automatic: true });

/** Emits a checkpoint under a fresh id. */
export const emitCheckpoint = (
  draft: Draft,
  fields: Pick<IntentOf<"checkpoint">, "name" | "note" | "git"> & { readonly automatic: boolean },
): void => {
  const id = shortId("cp", draft.takeId());
  draft.emit({ type: "checkpoint_created", id, ...fields });
};
