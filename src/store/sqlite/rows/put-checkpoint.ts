import type { CheckpointRow } from "../../../core/project/row.ts";
import { type Db, once } from "../db.ts";

/** Writes a checkpoint's row. */
export const putCheckpoint = (db: Db) => {
  const sql = once(() =>
    db.prepare<[string, number, number, string, number]>(
      `INSERT INTO checkpoint (checkpoint, stream, version, name, at) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT (checkpoint) DO UPDATE SET stream = excluded.stream, version = excluded.version,
         name = excluded.name, at = excluded.at`,
    ),
  );
  return (row: CheckpointRow, stream: number): void => {
    sql().run(row.checkpoint, stream, row.version, row.name, row.at);
  };
};
