import { isFinalWorkflow } from "../../core/state/status.ts";
import type { Checkpoint, WorkflowState } from "../../core/state/workflow-state.ts";
import type { Ports } from "../../engine/ports.ts";

/** Most checkpoints offered, and most looked at for it. */
const offered = 3;
const lookedAt = 20;

/** The safe way on from a failed workflow: try its failed step again, or go back to a point before the cause. */
export const wayAfterFailure = async (ports: Ports, state: WorkflowState): Promise<string> => {
  const { id, flow, compensation } = state;
  const failed = [...state.steps.values()].filter(({ status }) => status === "failed");
  if (compensation !== null && compensation.steps.length > 0) {
    const undoing = failed.find(({ origin }) => origin.kind === "compensation");
    return undoing === undefined
      ? "Its work was undone. Mend the cause and start it again."
      : `Undoing stopped. Tell your client: "retry step ${undoing.name} of ${id}" (control_workflow retry_step), or undo by hand what is left.`;
  }
  const [step] = failed;
  // A plan that failed by itself (a loop out of rounds, a condition without a value) has no step to try again.
  if (step !== undefined && (flow?.gaps ?? 0) === 0)
    return `Mend the cause, then tell your client: "retry step ${step.name} of ${id}" (control_workflow retry_step).`;
  const points = await goodPoints(ports, state);
  const [point] = points;
  if (point === undefined) return "Mend the cause and start it again.";
  const list = points.map((each) => `${each.id} (${each.name})`).join(", ");
  return `Mend the cause, then return to a checkpoint before it, ${list}: tell your client "resume ${point.id} with rewind". Or start it again.`;
};

/** The latest checkpoints at which the workflow had not ended; the one its last step took may lie after the failure. */
const goodPoints = async (
  { store }: Ports,
  state: WorkflowState,
): Promise<readonly Checkpoint[]> => {
  const good: Checkpoint[] = [];
  const latest = [...state.checkpoints.values()].sort((a, b) => b.version - a.version);
  for (const point of latest.slice(0, lookedAt)) {
    const then = await store.stateAt(state.id, point.version);
    if (then.kind === "workflow" && !isFinalWorkflow(then.status)) good.push(point);
    if (good.length === offered) break;
  }
  return good;
};
