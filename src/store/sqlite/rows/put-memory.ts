import type { MemoryRow } from "../../../core/project/row.ts";
import { type Db, once } from "../db.ts";
import { indexMemory, type ReadBlob } from "./index-memory.ts";

/** Writes a memory row and its words into the search index. */
export const putMemory = (db: Db, readBlob: ReadBlob) => {
  const put = once(() =>
    db.prepare<
      [string, string, string, string, number, string, number, string, number | null],
      { id: number }
    >(
      `INSERT INTO memory (scope, owner, key, value, version, by, at, tags, expires_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (scope, owner, key) DO UPDATE SET value = excluded.value, version = excluded.version,
         by = excluded.by, at = excluded.at, tags = excluded.tags, expires_at = excluded.expires_at
       RETURNING id`,
    ),
  );
  const index = indexMemory(db, readBlob);
  return (row: MemoryRow): void => {
    const written = put().get(
      row.scope,
      row.owner,
      row.key,
      JSON.stringify(row.value),
      row.version,
      row.by,
      row.at,
      JSON.stringify(row.tags),
      row.expiresAt,
    );
    if (written !== undefined) index(written.id, row);
  };
};
