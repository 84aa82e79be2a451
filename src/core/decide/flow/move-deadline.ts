import type { Countdown } from "../../budget/spend.ts";
import { isFinalWorkflow, type WorkflowStatus } from "../../state/status.ts";
import type { Draft } from "../draft.ts";
import { instanceOf } from "./flow-of.ts";

/**
 * The timeouts of the workflow and of its stages, and the time its limits allow, stand still while it is paused, halted
 * or undone, or while only a human could let it go on. Of a workflow it waits for, it is not known whether anybody works
 * there.
 */
export const moveDeadline = (draft: Draft, next: WorkflowStatus): void => {
  const { flow, openTasks, spend } = draft.state();
  if (flow === null) return;
  const { at } = draft.command;
  const still =
    next === "paused" ||
    next === "halted" ||
    next === "compensating" ||
    (next === "waiting" && openTasks > 0 && flow.children === 0) ||
    isFinalWorkflow(next);
  const timeout = turned(flow, still, at);
  if (timeout !== null) draft.emit({ type: "flow_deadline_moved", ...timeout });
  const wall = spend.wall === null ? null : turned(spend.wall, still, at);
  if (wall !== null) draft.emit({ type: "wall_moved", ...wall });
  for (const key of flow.timed) {
    const its = turned(instanceOf(draft, key), still, at);
    if (its !== null) draft.emit({ type: "node_deadline_moved", node: key, ...its });
  }
};

/** The time as it stands still, or goes on; null when it does so already. */
const turned = ({ deadline, leftMs }: Countdown, still: boolean, at: number): Countdown | null => {
  if (still)
    return deadline === null ? null : { deadline: null, leftMs: Math.max(0, deadline - at) };
  return deadline !== null || leftMs === null ? null : { deadline: at + leftMs, leftMs: null };
};

/** What was left of the workflow's time, and of its stages', at a checkpoint of `then` is left of it now. */
export const restartClock = (draft: Draft, then: number): void => {
  const { flow } = draft.state();
  const again = (deadline: number) => draft.command.at + Math.max(0, deadline - then);
  if (flow?.deadline != null) {
    const deadline = again(flow.deadline);
    draft.emit({ type: "flow_deadline_moved", deadline, leftMs: null });
  }
  for (const node of flow?.timed ?? []) {
    const its = instanceOf(draft, node).deadline;
    if (its === null) continue;
    draft.emit({ type: "node_deadline_moved", node, deadline: again(its), leftMs: null });
  }
};
