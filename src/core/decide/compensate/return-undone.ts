import type { IntentOf } from "../../command/intent-of.ts";
import { isLetStand } from "../../compensation/is-let-stand.ts";
import { stands, type ToUndo, whatToUndo } from "../../compensation/what-to-undo.ts";
import type { Refusal } from "../../refusal.ts";
import type { ReturnPoint } from "../../state/compensation.ts";
import type { WorkflowState } from "../../state/workflow-state.ts";
import type { Draft } from "../draft.ts";
import { guardAnswered } from "../guard-answered.ts";
import { guardAtWork, rewind } from "../rewind.ts";
import { beginCompensation } from "./begin-compensation.ts";
import { endOf, guardUndoing } from "./compensate.ts";
import { guardUndone } from "./guard-undone.ts";

/** Undoes what was done since a checkpoint, and returns to it once that is undone: at once where there is nothing to undo. */
export const returnUndone = (
  draft: Draft,
  intent: IntentOf<"return_undone">,
): Refusal | undefined => {
  const { base, checkpoint, force, reason } = intent;
  const since = doneSince(draft.state(), base);
  if ("code" in since) return since;
  if (since.undo.length === 0) return rewind(draft, { ...intent, type: "rewind" });
  const atWork = force ? null : guardAtWork(draft);
  if (atWork !== null) return atWork;
  const stop = `returns ${reason}`;
  beginCompensation(draft, {
    ...endOf(draft.state(), stop),
    stop,
    from: null,
    since: base.version,
  });
  draft.emit({ type: "return_promised", checkpoint, version: base.version, reason });
  return undefined;
};

/** What would be undone before a return to a point, or why there is none. */
export const doneSince = (now: WorkflowState, base: WorkflowState): ToUndo | Refusal =>
  guardAnswered(now) ??
  guardUndoing(now) ??
  guardUndone(now, base) ??
  whatToUndo(now, null, base.version);

/** Returns to where it was promised, once an undoing is over. False when what stands was not let stand by a human. */
export const returned = (draft: Draft, { checkpoint, version, reason }: ReturnPoint): boolean => {
  const state = draft.state();
  const left = (state.compensation?.steps ?? []).filter((name) => stands(state, name));
  if (!left.every((name) => isLetStand(state, name))) return false;
  const base = draft.rules.past(version);
  return rewind(draft, { type: "rewind", base, checkpoint, force: true, reason }) === undefined;
};
