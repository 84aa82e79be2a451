import type { WorkflowState } from "../state/workflow-state.ts";
import { projectAbandoned } from "./project-execution.ts";
import { checkpointRow, handoffRow, memoryRow, taskRow } from "./project-row.ts";
import { projectAllSla } from "./project-sla.ts";
import { projectTaskTimers } from "./project-task-timers.ts";
import { projectFlowTimers, projectTimers, projectWallTimer } from "./project-timers.ts";
import type { RowChange } from "./row.ts";

/** Writes a workflow's derived rows anew, for the state a rewind returned to. */
export const projectRewind = (
  before: WorkflowState,
  state: WorkflowState,
  at: number,
): readonly RowChange[] => {
  const changes: RowChange[] = [{ type: "clear_workflow", workflow: state.id }];
  for (const step of state.steps.values()) {
    changes.push({ type: "put", row: handoffRow(state, step) });
    changes.push(...projectTimers(state.id, undefined, step));
  }
  changes.push(...projectWallTimer(state.id, null, state.spend.wall));
  if (state.flow !== null) {
    changes.push(...projectFlowTimers(state.id, null, state.flow, null));
    for (const node of state.flow.nodes.keys()) {
      changes.push(...projectFlowTimers(state.id, null, { ...state.flow, deadline: null }, node));
    }
  }
  changes.push(...projectAllSla(null, state));
  for (const task of state.tasks.values()) {
    changes.push(...taskRow(state, task.id));
    changes.push(...projectTaskTimers(state.id, undefined, task));
  }
  for (const id of state.checkpoints.keys()) changes.push(...checkpointRow(state, id));
  for (const key of state.memory.keys()) changes.push(...memoryRow(state, key));
  changes.push(...projectAbandoned(before, state, at));
  return changes;
};
