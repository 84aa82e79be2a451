import type { TaskRow } from "../../../core/project/row.ts";
import { type Db, once } from "../db.ts";

/** Writes a human task's row. */
export const putTask = (db: Db) => {
  const sql = once(() =>
    db.prepare<[string, number, string | null, string, string, string, number, string]>(
      `INSERT INTO task (task, stream, step, kind, title, status, opened_at, assignees)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (task) DO UPDATE SET stream = excluded.stream, step = excluded.step, kind = excluded.kind,
         title = excluded.title, status = excluded.status, opened_at = excluded.opened_at,
         assignees = excluded.assignees`,
    ),
  );
  return (row: TaskRow, stream: number): void => {
    const { task, step, kind, title, status, openedAt, assignees } = row;
    sql().run(task, stream, step, kind, title, status, openedAt, JSON.stringify(assignees));
  };
};
