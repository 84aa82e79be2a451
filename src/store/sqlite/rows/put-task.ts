import type { TaskRow } from "../../../core/project/row.ts";
import { type Db, once } from "../db.ts";

/** Writes a human task's row. */
export const putTask = (db: Db) => {
  const sql = once(() =>
    db.prepare<[string, number, string | null, string, string, string, number]>(
      `INSERT INTO task (task, stream, step, kind, title, status, opened_at) VALUES (?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (task) DO UPDATE SET stream = excluded.stream, step = excluded.step, kind = excluded.kind,
         title = excluded.title, status = excluded.status, opened_at = excluded.opened_at`,
    ),
  );
  return (row: TaskRow, stream: number): void => {
    sql().run(row.task, stream, row.step, row.kind, row.title, row.status, row.openedAt);
  };
};
