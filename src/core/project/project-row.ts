import { followedName } from "../state/definition-state.ts";
import { isFinalStep } from "../state/status.ts";
import type { Step } from "../state/step.ts";
import type { WorkflowState } from "../state/workflow-state.ts";
import { placeInQueue } from "./queue-order.ts";
import type { HandoffRow, RowChange, WorkflowRow } from "./row.ts";

/** The workflow's line in lists. */
export const workflowRow = (state: WorkflowState): WorkflowRow => {
  const { completed, skipped, compensated } = state.counts;
  const plan = state.flow?.plan;
  return {
    table: "workflow",
    workflow: state.id,
    title: state.title,
    status: state.status,
    reason: state.reason,
    createdAt: state.createdAt,
    updatedAt: state.updatedAt,
    version: state.version,
    total: state.steps.size,
    done: completed + skipped + compensated,
    definition: plan === undefined ? null : followedName(plan.name, plan.version),
  };
};

/** The handoff's line in the queue. */
export const handoffRow = (state: WorkflowState, step: Step): HandoffRow => ({
  table: "handoff",
  handoff: step.handoffId,
  workflow: state.id,
  step: step.name,
  agent: step.agent,
  status: step.status,
  ...placeInQueue(state, step),
  lease:
    step.lease === null || isFinalStep(step.status)
      ? null
      : {
          fence: step.lease.fence,
          expiresAt: step.lease.expiresAt,
          holder: step.lease.holder,
          session: step.lease.session,
        },
  use: step.attempts.at(-1)?.use ?? null,
  resources: step.resources,
  uses: step.uses,
});

/** The row of a human task. */
export const taskRow = (state: WorkflowState, id: string): readonly RowChange[] => {
  const task = state.tasks.get(id);
  if (task === undefined) return [];
  const { step, kind, title, status, openedAt } = task;
  const workflow = state.id;
  const assignees = task.approval?.assignees ?? [];
  return [
    {
      type: "put",
      row: { table: "task", task: id, workflow, step, kind, title, status, openedAt, assignees },
    },
  ];
};

/** The row that finds a checkpoint by its id. */
export const checkpointRow = (state: WorkflowState, id: string): readonly RowChange[] => {
  const found = state.checkpoints.get(id);
  if (found === undefined) return [];
  const { version, name, at } = found;
  return [
    {
      type: "put",
      row: { table: "checkpoint", checkpoint: id, workflow: state.id, version, name, at },
    },
  ];
};

/** The row of one key of a workflow's memory. */
export const memoryRow = (state: WorkflowState, key: string): readonly RowChange[] => {
  const entry = state.memory.get(key);
  return entry === undefined
    ? []
    : [
        {
          type: "put",
          row: { table: "memory", scope: "workflow", owner: state.id, key, ...entry },
        },
      ];
};
