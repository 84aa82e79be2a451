import { type Db, once } from "../db.ts";

/** A stream's head. */
export interface StreamHead {
  readonly id: number;
  readonly version: number;
  /** Hash of the last event. */
  readonly hash: string;
  /** Version of the newest snapshot, 0 for none. */
  readonly snapshot: number;
}

/** Reads a stream's head by name. */
export const readStream = (db: Db) => {
  const sql = once(() =>
    db.prepare<[string], StreamHead>(
      "SELECT id, version, hash, snapshot_version AS snapshot FROM stream WHERE name = ?",
    ),
  );
  return (name: string): StreamHead | undefined => sql().get(name);
};
