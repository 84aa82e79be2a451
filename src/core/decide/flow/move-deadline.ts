import { isFinalWorkflow, type WorkflowStatus } from "../../state/status.ts";
import type { Draft } from "../draft.ts";

/** The workflow's timeout stands still while it is paused, halted or undone, or while only a human could let it go on. */
export const moveDeadline = (draft: Draft, next: WorkflowStatus): void => {
  const { flow, openTasks } = draft.state();
  if (flow === null) return;
  const { at } = draft.command;
  const { deadline, leftMs } = flow;
  const still =
    next === "paused" ||
    next === "halted" ||
    next === "compensating" ||
    (next === "waiting" && openTasks > 0) ||
    isFinalWorkflow(next);
  if (still && deadline !== null) {
    draft.emit({ type: "flow_deadline_moved", deadline: null, leftMs: Math.max(0, deadline - at) });
  }
  if (!still && deadline === null && leftMs !== null) {
    draft.emit({ type: "flow_deadline_moved", deadline: at + leftMs, leftMs: null });
  }
};

/** What was left of the workflow's time at a checkpoint of `then` is left of it now. */
export const restartClock = (draft: Draft, then: number): void => {
  const deadline = draft.state().flow?.deadline ?? null;
  if (deadline === null) return;
  const left = Math.max(0, deadline - then);
  draft.emit({ type: "flow_deadline_moved", deadline: draft.command.at + left, leftMs: null });
};
