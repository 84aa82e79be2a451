import type { WorkflowRow } from "../../../core/project/row.ts";
import { isFinalWorkflow, offersWork } from "../../../core/state/status.ts";
import { type Db, once } from "../db.ts";

/** Writes a workflow's row, and where it starts or stops running, moves its handoffs into or out of the queue. */
export const putWorkflow = (db: Db) => {
  const ran = once(() =>
    db.prepare<[number], { runs: number }>("SELECT runs FROM workflow WHERE stream = ?"),
  );
  const insert = once(() =>
    db.prepare<
      [
        number,
        string,
        string,
        string,
        number,
        number,
        number,
        number,
        number,
        number,
        number,
        string | null,
      ]
    >(
      `INSERT INTO workflow (stream, title, status, reason, created_at, updated_at, version, total, done, open, runs,
         definition)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (stream) DO UPDATE SET title = excluded.title, status = excluded.status,
         reason = excluded.reason, created_at = excluded.created_at, updated_at = excluded.updated_at,
         version = excluded.version, total = excluded.total, done = excluded.done, open = excluded.open,
         runs = excluded.runs, definition = excluded.definition`,
    ),
  );
  const requeue = once(() =>
    db.prepare<[number, number]>(
      "UPDATE handoff SET queued = ? WHERE stream = ? AND status = 'ready'",
    ),
  );
  return (row: WorkflowRow, stream: number): void => {
    const before = ran().get(stream)?.runs;
    const now = offersWork(row.status) ? 1 : 0;
    insert().run(
      stream,
      row.title,
      row.status,
      row.reason,
      row.createdAt,
      row.updatedAt,
      row.version,
      row.total,
      row.done,
      isFinalWorkflow(row.status) ? 0 : 1,
      now,
      row.definition,
    );
    if (before !== now) requeue().run(now, stream);
  };
};
