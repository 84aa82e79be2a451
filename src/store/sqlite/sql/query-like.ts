import type { CheckpointRow, HandoffRow, TaskRow, WorkflowRow } from "../../../core/project/row.ts";
import { type Db, once } from "../db.ts";
import { beyond } from "./beyond.ts";
import { handoffRows, type StoredHandoff, toHandoff } from "./handoff-row.ts";
import { type StoredTask, taskColumns, toTask } from "./task-row.ts";
import { unseen } from "./unseen.ts";
import { type StoredWorkflow, toWorkflow, workflowColumns } from "./workflow-row.ts";

/** Rows whose id begins with a prefix, by a range of the id's index. */
export const rowsLike = (db: Db) => {
  const workflows = once(() =>
    db.prepare<[string, string, number], StoredWorkflow>(
      `${workflowColumns} WHERE s.name >= ? AND s.name < ? ORDER BY s.name LIMIT ${unseen}`,
    ),
  );
  const handoffs = once(() =>
    db.prepare<[string, string, number], StoredHandoff>(
      handoffRows(`WHERE h.handoff >= ? AND h.handoff < ? ORDER BY h.handoff LIMIT ${unseen}`),
    ),
  );
  const tasks = once(() =>
    db.prepare<[string, string, number], StoredTask>(
      `${taskColumns} WHERE t.task >= ? AND t.task < ? ORDER BY t.task LIMIT ${unseen}`,
    ),
  );
  const checkpoints = once(() =>
    db.prepare<[string, string, number], Omit<CheckpointRow, "table">>(
      `SELECT c.checkpoint, s.name AS workflow, c.version, c.name, c.at
       FROM checkpoint c JOIN stream s ON s.id = c.stream
       WHERE c.checkpoint >= ? AND c.checkpoint < ? ORDER BY c.checkpoint LIMIT ${unseen}`,
    ),
  );
  return {
    workflowsLike: (prefix: string, limit: number): readonly WorkflowRow[] =>
      workflows().all(prefix, beyond(prefix), limit).map(toWorkflow),
    handoffsLike: (prefix: string, limit: number): readonly HandoffRow[] =>
      handoffs().all(prefix, beyond(prefix), limit).map(toHandoff),
    tasksLike: (prefix: string, limit: number): readonly TaskRow[] =>
      tasks().all(prefix, beyond(prefix), limit).map(toTask),
    checkpointsLike: (prefix: string, limit: number): readonly CheckpointRow[] =>
      checkpoints()
        .all(prefix, beyond(prefix), limit)
        .map((row) => ({ table: "checkpoint", ...row })),
  };
};
