import type { IntentOf } from "../command/intent-of.ts";
import { isUndoing } from "../compensation/is-undoing.ts";
import { guardInput } from "../plan/guard-input.ts";
import { type Refusal, refuse } from "../refusal.ts";
import type { Parent, WorkflowState } from "../state/workflow-state.ts";
import type { Draft } from "./draft.ts";
import { pause, unpause } from "./pause.ts";
import { emitFlow } from "./start-flow.ts";
import { stop } from "./stop.ts";

/** Begins the work of another workflow's node. What cannot begin ends at once, so that the parent learns of it. */
export const beginChild = (draft: Draft, intent: IntentOf<"begin_child">): Refusal | undefined => {
  const { parent, title, paused, start } = intent;
  const { id, version } = draft.state();
  if (version > 0) {
    return refuse("conflict", `Workflow ${id} exists already.`, "Draw another id.");
  }
  draft.emit({ type: "workflow_created", title, parent });
  const fault = start.type === "plan" ? guardInput(start.plan, start.input) : start;
  if (fault !== null) {
    const reason = "message" in fault ? fault.message : fault.why;
    draft.emit({ type: "workflow_status_changed", status: "failed", reason });
    return undefined;
  }
  if (paused !== null) {
    draft.emit({ type: "workflow_status_changed", status: "paused", reason: paused });
  }
  if (start.type === "plan") emitFlow(draft, start);
  return undefined;
};

/**
 * Ends a workflow whose parent does not wait for it any more, and has it undone where its own plan says so. One that is
 * undone already goes on with that; while a human is asked whether it may go on at all, nothing is undone.
 */
export const stopChild = (draft: Draft, intent: IntentOf<"stop_child">): undefined => {
  const { reason } = intent;
  if (!isChildOf(draft.state(), intent.parent) || isUndoing(draft.state())) return;
  const refused = stop(draft, { type: "stop", how: "cancel", reason });
  if (refused !== undefined) stop(draft, { type: "stop", how: "terminate", reason });
};

/** Pauses a workflow with its parent, and lets it go on with it. One that may do neither stays as it is. */
export const holdChild = (draft: Draft, intent: IntentOf<"hold_child">): undefined => {
  if (!isChildOf(draft.state(), intent.parent)) return;
  if (intent.held) pause(draft, intent.reason);
  else unpause(draft, intent.reason);
};

/** Whether a workflow does the work of another one's node. */
export const isChildOf = ({ parent }: WorkflowState, { workflow, node }: Parent): boolean =>
  parent?.workflow === workflow && parent.node === node;
