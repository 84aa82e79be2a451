import { type Db, once } from "../db.ts";
import type { StreamHead } from "./read-stream.ts";

/** Heads of streams in the order they were created, after a number, at most `limit`. */
export const readStreams = (db: Db) => {
  const sql = once(() =>
    db.prepare<[number, number], StreamHead & { readonly name: string }>(
      `SELECT id, name, version, hash, snapshot_version AS snapshot FROM stream
       WHERE id > ? ORDER BY id LIMIT ?`,
    ),
  );
  return (after: number, limit: number) => sql().all(after, limit);
};
