import { type Db, once } from "../db.ts";

/** Prepares a workflow's rows for a rewind (core/project/row.ts says how). */
export const clearWorkflow = (db: Db) => {
  const byStream = once(() =>
    [
      `UPDATE handoff SET status = 'abandoned', queued = 0, fence = NULL, expires_at = NULL, holder = NULL,
         session = NULL WHERE stream = ?`,
      "UPDATE task SET status = 'withdrawn' WHERE stream = ? AND status = 'open'",
      "DELETE FROM timer WHERE stream = ?",
      "DELETE FROM checkpoint WHERE stream = ?",
    ].map((sql) => db.prepare<[number]>(sql)),
  );
  const byName = once(() =>
    [
      `DELETE FROM memory_text WHERE rowid IN
         (SELECT id FROM memory WHERE scope = 'workflow' AND owner = ?)`,
      "DELETE FROM memory WHERE scope = 'workflow' AND owner = ?",
    ].map((sql) => db.prepare<[string]>(sql)),
  );
  return (stream: number, name: string): void => {
    for (const statement of byStream()) statement.run(stream);
    for (const statement of byName()) statement.run(name);
  };
};
