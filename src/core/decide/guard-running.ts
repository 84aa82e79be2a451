import { type Refusal, refuse } from "../refusal.ts";
import { holdsPaused } from "../state/human-task.ts";
import { isFinalWorkflow } from "../state/status.ts";
import type { WorkflowState } from "../state/workflow-state.ts";

/** Refuses when the workflow has ended, saying how. */
export const guardOpen = (state: WorkflowState): Refusal | null =>
  isFinalWorkflow(state.status)
    ? refuse(
        "workflow_not_running",
        `Workflow ${state.id} is ${state.status}${state.reason === "" ? "" : ` (${state.reason})`}.`,
        state.status === "failed" && state.compensation === null
          ? "Use control_workflow retry_step to go on from a failed step, or resume a checkpoint with fork."
          : "Start a new workflow with create_handoff, or resume one of its checkpoints with fork.",
        { status: state.status },
      )
    : null;

/** Refuses when no new work may start. */
export const guardStarting = (state: WorkflowState): Refusal | null => {
  const ended = guardOpen(state);
  if (ended !== null) return ended;
  if (state.status === "paused") {
    return refuse(
      "workflow_not_running",
      `Workflow ${state.id} is paused (${state.reason}).`,
      [...state.tasks.values()].some((task) => task.status === "open" && holdsPaused(task.kind))
        ? "A human has to answer first: see status with view tasks, then decide_task."
        : "Use control_workflow unpause when it may go on.",
      { status: state.status },
    );
  }
  if (state.status === "halted") {
    return refuse(
      "workflow_not_running",
      `Workflow ${state.id} is halted (${state.reason}).`,
      "A human has to decide: see status with view tasks, then decide_task.",
      { status: state.status },
    );
  }
  return null;
};
