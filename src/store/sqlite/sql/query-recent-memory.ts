import type { MemoryQuery } from "../../../core/port/query.ts";
import type { MemoryRow } from "../../../core/project/row.ts";
import { type Db, once } from "../db.ts";
import { memoryColumns, type StoredMemory, toHit } from "./query-memory.ts";
import { unseen } from "./unseen.ts";

/** The keys of an owner that were written last, along the index of their times. */
export const readRecentMemory = (db: Db) => {
  const newest = once(() =>
    db.prepare<[string, string, number, number], StoredMemory>(
      `SELECT ${memoryColumns}, NULL AS score FROM memory m
       WHERE m.scope = ${unseen} AND m.owner = ${unseen}
         AND (m.expires_at IS NULL OR m.expires_at > ?)
       ORDER BY m.at DESC, m.key LIMIT ${unseen}`,
    ),
  );
  return (query: Pick<MemoryQuery, "scope" | "owner" | "now" | "limit">): readonly MemoryRow[] =>
    newest()
      .all(query.scope, query.owner, query.now, query.limit)
      .map((row) => toHit(row).row);
};
