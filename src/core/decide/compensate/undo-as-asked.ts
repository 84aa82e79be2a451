import type { IntentOf } from "../../command/intent-of.ts";
import { isLetStand } from "../../compensation/is-let-stand.ts";
import { isUndoing } from "../../compensation/is-undoing.ts";
import { labelOf, stands, whatToUndo } from "../../compensation/what-to-undo.ts";
import { type Refusal, refuse } from "../../refusal.ts";
import { isFinalWorkflow } from "../../state/status.ts";
import type { WorkflowState } from "../../state/workflow-state.ts";
import { isChildOf } from "../child.ts";
import type { Draft } from "../draft.ts";
import { guardAnswered } from "../guard-answered.ts";
import { stop } from "../stop.ts";
import { beginCompensation } from "./begin-compensation.ts";
import { endOf } from "./compensate.ts";

/** The workflow it works for is undone and wants this one undone, too; what follows comes with `undoAsAsked`. */
export const askToUndo = (draft: Draft, intent: IntentOf<"undo_child">): Refusal | undefined => {
  const { parent, reason } = intent;
  const state = draft.state();
  if (!isChildOf(state, parent)) {
    const what = `Workflow ${state.id} does not work for ${parent.node} of ${parent.workflow}.`;
    return refuse("conflict", what, "Ask no further: nothing in it was done for that.");
  }
  draft.emit({ type: "undoing_asked", parent, reason });
  return undefined;
};

/** The one that asked has ended without waiting for the rest: nothing more is undone. */
export const stopUndoing = (
  draft: Draft,
  { parent, reason }: IntentOf<"stop_undoing">,
): undefined => {
  const { askedToUndo: asked, status } = draft.state();
  if (asked === null || !isChildOf(draft.state(), parent)) return;
  answer(draft);
  if (!isFinalWorkflow(status)) stop(draft, { type: "stop", how: "terminate", reason });
};

/**
 * Undoes what a parent wants undone, as soon as no human is asked whether the workflow may go on at all, and says when
 * nothing is left to do. Returns whether something follows from it.
 */
export const undoAsAsked = (draft: Draft): boolean => {
  const state = draft.state();
  const { askedToUndo: asked, compensation } = state;
  if (asked === null || isUndoing(state) || guardAnswered(state) !== null) return false;
  // One that had begun before may have been for a part only.
  const done = asked.begun ? (compensation?.steps ?? []) : [];
  const { undo } = whatToUndo(state, null);
  if (undo.some(({ name }) => !done.includes(name))) {
    const stop = `compensated: ${asked.reason}`;
    beginCompensation(draft, { ...endOf(state, stop), stop, from: null });
    return true;
  }
  if (!isFinalWorkflow(state.status)) {
    stop(draft, { type: "stop", how: "cancel", reason: asked.reason });
    return true;
  }
  answer(draft);
  return false;
};

const answer = (draft: Draft): void => {
  const state = draft.state();
  const { askedToUndo: asked, compensation } = state;
  const { undo, stays } = whatToUndo(state, null);
  const left = undo.map(({ name }) => name);
  const tried = asked?.begun === true && compensation !== null ? compensation : null;
  draft.emit({
    type: "undoing_answered",
    undone: (tried?.steps ?? []).filter((name) => !stands(state, name)).map(named(state)),
    left: left.map(named(state)),
    accepted: left.every((name) => isLetStand(state, name)),
    stays: [...new Set([...stays.map(named(state)), ...foreign(tried?.stays ?? [], stays)])],
  });
};

/** What others than this workflow's own steps left is named by them already. */
const foreign = (all: readonly string[], own: readonly string[]): readonly string[] =>
  all.filter((each) => !own.includes(each));

const named =
  (state: WorkflowState) =>
  (name: string): string =>
    `${labelOf(state, name)} of ${state.id}`;
