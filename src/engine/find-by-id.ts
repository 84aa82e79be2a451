import type { CheckpointRow, HandoffRow, TaskRow, WorkflowRow } from "../core/project/row.ts";
import { type Refusal, refuse } from "../core/refusal.ts";
import type { WorkflowState } from "../core/state/workflow-state.ts";
import { asWorkflow } from "./as-workflow.ts";
import type { Ports } from "./ports.ts";

/** The one row whose id begins with what the caller gave; at least 8 characters, and unique. */
const only = <R>(
  rows: readonly R[],
  idOf: (row: R) => string,
  wanted: string,
  what: string,
  fix: string,
): R | Refusal => {
  const exact = rows.find((row) => idOf(row) === wanted);
  if (exact !== undefined) return exact;
  const [first] = rows;
  if (wanted.length < 8) {
    return refuse(
      "not_found",
      `There is no ${what} "${wanted}".`,
      `Give the whole id, or its first 8 characters or more. ${fix}`,
    );
  }
  if (first === undefined) return refuse("not_found", `There is no ${what} "${wanted}".`, fix);
  if (rows.length > 1) {
    const ids = rows.map(idOf);
    return refuse(
      "invalid_input",
      `"${wanted}" could be several: ${ids.join(", ")}.`,
      "Give more characters of the id.",
      { candidates: ids },
    );
  }
  return first;
};

/** Finds a workflow by id or unique prefix. */
export const findWorkflow = async (ports: Ports, id: string): Promise<WorkflowRow | Refusal> =>
  only(
    await ports.store.workflowsLike(id, 5),
    (row) => row.workflow,
    id,
    "workflow",
    "Call status without arguments to list the workflows.",
  );

/** Finds a handoff by id or unique prefix; the whole line `Baton handoff <id>` that a sub-agent gets will do. */
export const findHandoff = async (ports: Ports, given: string): Promise<HandoffRow | Refusal> => {
  const id = given.replace(/^baton handoff\s+/i, "").toLowerCase();
  return only(
    await ports.store.handoffsLike(id, 5),
    (row) => row.handoff,
    id,
    "handoff",
    "Call status to see the handoffs that are ready.",
  );
};

/** Finds a human's task by id or unique prefix. */
export const findTask = async (ports: Ports, id: string): Promise<TaskRow | Refusal> =>
  only(
    await ports.store.tasksLike(id, 5),
    (row) => row.task,
    id,
    "task",
    "Call status with view tasks to list what is asked.",
  );

/** Finds a checkpoint by id or unique prefix. */
export const findCheckpoint = async (ports: Ports, id: string): Promise<CheckpointRow | Refusal> =>
  only(
    await ports.store.checkpointsLike(id, 5),
    (row) => row.checkpoint,
    id,
    "checkpoint",
    "Call status with the workflow_id and view checkpoints.",
  );

/** The folded state of a workflow that a row says exists. */
export const workflowState = async (ports: Ports, workflow: string): Promise<WorkflowState> =>
  asWorkflow(await ports.store.state(workflow));
