import type { TaskRow } from "../../../core/project/row.ts";
import { type Db, once } from "../db.ts";
import { type StoredTask, taskColumns, toTask } from "./task-row.ts";
import { unseen } from "./unseen.ts";

/** Open tasks, oldest first. */
export const readOpenTasks = (db: Db) => {
  const all = once(() =>
    db.prepare<[number], StoredTask>(
      `${taskColumns} WHERE t.status = 'open' ORDER BY t.opened_at, t.id LIMIT ${unseen}`,
    ),
  );
  const one = once(() =>
    db.prepare<[string, number], StoredTask>(
      `${taskColumns} WHERE t.status = 'open' AND t.stream = (SELECT id FROM stream WHERE name = ?)
       ORDER BY t.opened_at, t.id LIMIT ${unseen}`,
    ),
  );
  return (query: { readonly workflow?: string; readonly limit: number }): readonly TaskRow[] => {
    const { workflow, limit } = query;
    return (workflow === undefined ? all().all(limit) : one().all(workflow, limit)).map(toTask);
  };
};
