import type { Snapshot } from "../../snapshot-codec.ts";
import { type Db, once } from "../db.ts";
import { unseen } from "./unseen.ts";

/** Keeps a snapshot, notes it at the stream, and lets all but the newest two go. */
export const saveSnapshot = (db: Db) => {
  const insert = once(() =>
    db.prepare<[number, number, number, string, string]>(
      `INSERT INTO snapshot (stream, version, format, digest, state) VALUES (?, ?, ?, ?, ?)`,
    ),
  );
  const note = once(() =>
    db.prepare<[number, number]>("UPDATE stream SET snapshot_version = ? WHERE id = ?"),
  );
  const prune = once(() =>
    db.prepare<[number, number]>(
      `DELETE FROM snapshot WHERE stream = ? AND version NOT IN
       (SELECT version FROM snapshot WHERE stream = ? ORDER BY version DESC LIMIT 2)`,
    ),
  );
  return (stream: number, version: number, snapshot: Snapshot): void => {
    insert().run(stream, version, snapshot.format, snapshot.digest, snapshot.text);
    note().run(version, stream);
    prune().run(stream, stream);
  };
};

/** The snapshots of a stream at or before a version, newest first. */
export const readSnapshots = (db: Db) => {
  const sql = once(() =>
    db.prepare<[number, number], Snapshot & { readonly version: number }>(
      `SELECT version, format, digest, state AS text FROM snapshot
       WHERE stream = ${unseen} AND version <= ? ORDER BY version DESC`,
    ),
  );
  return (stream: number, upTo: number) => sql().iterate(stream, upTo);
};
