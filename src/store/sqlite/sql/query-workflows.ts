import type { Queries } from "../../../core/port/query.ts";
import type { WorkflowRow } from "../../../core/project/row.ts";
import { type Db, once } from "../db.ts";
import { unseen } from "./unseen.ts";
import { type StoredWorkflow, toWorkflow, workflowColumns } from "./workflow-row.ts";

/** Where a page begins: at the newest one, or after a time and, among those of that time, after a name. */
type Bounds = readonly [time: number, name: string];
const newest: Bounds = [Number.MAX_SAFE_INTEGER, ""];

const from = `(w.updated_at, w.stream) < (?, coalesce((SELECT id FROM stream WHERE name = ?), 0))`;

/** Workflows, newest change first. For all of them, both halves of the index are in that order and are merged. */
export const readWorkflows = (db: Db) => {
  const open = once(() =>
    db.prepare<[...Bounds, number, number], StoredWorkflow>(
      `${workflowColumns} WHERE w.open = 1 AND ${from}
       ORDER BY w.updated_at DESC, w.stream DESC LIMIT ${unseen} OFFSET ?`,
    ),
  );
  const all = once(() =>
    db.prepare<[...Bounds, ...Bounds, number, number], StoredWorkflow>(
      `${workflowColumns} WHERE w.open = 1 AND ${from} UNION ALL ${workflowColumns} WHERE w.open = 0 AND ${from}
       ORDER BY updatedAt DESC, number DESC LIMIT ${unseen} OFFSET ?`,
    ),
  );
  return ({
    limit,
    offset,
    after,
    ...query
  }: Parameters<Queries["workflows"]>[0]): readonly WorkflowRow[] => {
    const bounds: Bounds = after === undefined ? newest : [after.updatedAt, after.workflow];
    const rows = query.open
      ? open().all(...bounds, limit, offset)
      : all().all(...bounds, ...bounds, limit, offset);
    return rows.map(toWorkflow);
  };
};
