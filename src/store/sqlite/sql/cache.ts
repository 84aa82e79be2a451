import { type Db, once } from "../db.ts";

/** A kept result with the hash it was kept under. */
export interface CacheRow {
  readonly sha256: string;
  readonly content: Buffer;
}

/** Reads a kept result. */
export const readCached = (db: Db) => {
  const sql = once(() =>
    db.prepare<[string], CacheRow>("SELECT sha256, content FROM cache WHERE key = ?"),
  );
  return (key: string): CacheRow | undefined => sql().get(key);
};

/** Keeps a result, as the newest, and at most so many. */
export const putCached = (db: Db) => {
  const insert = once(() =>
    db.prepare<[string, string, Uint8Array]>(
      "INSERT OR REPLACE INTO cache (key, sha256, content) VALUES (?, ?, ?)",
    ),
  );
  const forget = once(() =>
    db.prepare<[number]>(
      "DELETE FROM cache WHERE id NOT IN (SELECT id FROM cache ORDER BY id DESC LIMIT ?)",
    ),
  );
  return (key: string, row: { sha256: string; content: Uint8Array }, most: number): void => {
    insert().run(key, row.sha256, row.content);
    forget().run(most);
  };
};
