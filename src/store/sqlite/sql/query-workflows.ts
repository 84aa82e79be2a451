import type { WorkflowRow } from "../../../core/project/row.ts";
import { type Db, once } from "../db.ts";
import { unseen } from "./unseen.ts";
import { type StoredWorkflow, toWorkflow, workflowColumns } from "./workflow-row.ts";

/** Workflows, newest change first. For all of them, both halves of the index are in that order and are merged. */
export const readWorkflows = (db: Db) => {
  const open = once(() =>
    db.prepare<[number, number], StoredWorkflow>(
      `${workflowColumns} WHERE w.open = 1 ORDER BY w.updated_at DESC, w.stream DESC LIMIT ${unseen} OFFSET ?`,
    ),
  );
  const all = once(() =>
    db.prepare<[number, number], StoredWorkflow>(
      `${workflowColumns} WHERE w.open = 1 UNION ALL ${workflowColumns} WHERE w.open = 0
       ORDER BY updatedAt DESC, number DESC LIMIT ${unseen} OFFSET ?`,
    ),
  );
  return (query: {
    readonly open: boolean;
    readonly limit: number;
    readonly offset: number;
  }): readonly WorkflowRow[] =>
    (query.open ? open() : all()).all(query.limit, query.offset).map(toWorkflow);
};
