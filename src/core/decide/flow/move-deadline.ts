import type { Countdown } from "../../budget/spend.ts";
import { isFinalWorkflow, type WorkflowStatus } from "../../state/status.ts";
import type { Draft } from "../draft.ts";

/** The workflow's timeout, and the time its limits allow, stand still while it is paused, halted or undone, or while only a human could let it go on. */
export const moveDeadline = (draft: Draft, next: WorkflowStatus): void => {
  const { flow, openTasks, spend } = draft.state();
  if (flow === null) return;
  const still =
    next === "paused" ||
    next === "halted" ||
    next === "compensating" ||
    (next === "waiting" && openTasks > 0) ||
    isFinalWorkflow(next);
  const timeout = moved(flow, still, draft.command.at);
  if (timeout !== null) draft.emit({ type: "flow_deadline_moved", ...timeout });
  const wall = spend.wall === null ? null : moved(spend.wall, still, draft.command.at);
  if (wall !== null) draft.emit({ type: "wall_moved", ...wall });
};

/** The countdown once it stands still or runs again; null when nothing changes. */
const moved = ({ deadline, leftMs }: Countdown, still: boolean, at: number): Countdown | null => {
  if (still && deadline !== null) return { deadline: null, leftMs: Math.max(0, deadline - at) };
  return !still && deadline === null && leftMs !== null
    ? { deadline: at + leftMs, leftMs: null }
    : null;
};

/** What was left of the workflow's time at a checkpoint of `then` is left of it now. */
export const restartClock = (draft: Draft, then: number): void => {
  const deadline = draft.state().flow?.deadline ?? null;
  if (deadline === null) return;
  const left = Math.max(0, deadline - then);
  draft.emit({ type: "flow_deadline_moved", deadline: draft.command.at + left, leftMs: null });
};
