import type { IntentOf } from "../../command/intent-of.ts";
import { isUndoing } from "../../compensation/is-undoing.ts";
import { stands, type ToUndo, whatToUndo } from "../../compensation/what-to-undo.ts";
import { type Refusal, refuse } from "../../refusal.ts";
import type { Compensation } from "../../state/compensation.ts";
import type { WorkflowState } from "../../state/workflow-state.ts";
import type { Draft } from "../draft.ts";
import { findStep } from "../find-step.ts";
import { guardAnswered } from "../guard-answered.ts";
import { beginCompensation } from "./begin-compensation.ts";

/** Undoes what a workflow did, also one that has ended. */
export const compensate = (draft: Draft, intent: IntentOf<"compensate">): Refusal | undefined => {
  const wanted = compensable(draft.state(), intent.step);
  if (wanted.type === "refused") return wanted;
  const stop = `compensated: ${intent.reason}`;
  beginCompensation(draft, { ...endOf(draft.state(), stop), stop, from: wanted.from });
  return undefined;
};

/** What a workflow is once it is undone because somebody wanted that. */
export const endOf = (
  { status, reason }: WorkflowState,
  why: string,
): Pick<Compensation, "endsAs" | "reason"> =>
  status === "failed" ? { endsAs: status, reason } : { endsAs: "cancelled", reason: why };

/** What a human is shown before anything is undone, or why there is nothing to decide. */
export const compensable = (
  state: WorkflowState,
  step: string | null,
): (ToUndo & { readonly type: "compensable"; readonly from: string | null }) | Refusal => {
  const unanswered = guardAnswered(state);
  if (unanswered !== null) return unanswered;
  const undoing = guardUndoing(state);
  if (undoing !== null) return undoing;
  const from = step === null ? null : findWork(state, step);
  if (from !== null && typeof from !== "string") return from;
  const found = whatToUndo(state, from);
  return found.undo.length > 0
    ? { type: "compensable", from, ...found }
    : nothingToUndo(state.id, found.stays);
};

/** Refuses to begin an undoing while another one goes on. */
export const guardUndoing = (state: WorkflowState): Refusal | null =>
  isUndoing(state)
    ? refuse(
        "conflict",
        `Workflow ${state.id} is being undone already (${state.reason}).`,
        "Let it go on; status shows how far it is. terminate ends it at once.",
      )
    : null;

/** Says that nothing can be undone, and what stays. */
export const nothingToUndo = (workflow: string, stays: readonly string[]): Refusal =>
  refuse(
    "conflict",
    stays.length === 0
      ? `Nothing that workflow ${workflow} did stands.`
      : `Nothing in workflow ${workflow} can be undone: ${stays.join(", ")} ${stays.length === 1 ? "has" : "have"} no compensate.`,
    "Undo by hand what has to be undone. In a definition, compensate says how a stage is undone.",
    { stays },
  );

/** What somebody means by a step or by a stage that uses a workflow, as `Undoable` names it; it must stand. */
const findWork = (state: WorkflowState, wanted: string): string | Refusal => {
  const node = state.flow?.nodes.get(wanted);
  const child = node?.child?.workflow;
  if (node !== undefined && child !== undefined)
    return stands(state, child) ? child : nothingStands(wanted, node.status);
  const step = findStep(state, wanted);
  if ("code" in step) return step;
  return stands(state, step.name) ? step.name : nothingStands(step.name, step.status);
};

const nothingStands = (name: string, status: string): Refusal =>
  refuse(
    "conflict",
    `Nothing that ${name} did stands: it is ${status}.`,
    "Name a step that is completed or at work, or leave step out to undo everything.",
  );
