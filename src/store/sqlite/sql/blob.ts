import type { Blob } from "../../../core/port/unit.ts";
import { type Db, once } from "../db.ts";

/** Keeps a large value; one that is there already stays. */
export const insertBlob = (db: Db) => {
  const sql = once(() =>
    db.prepare<[string, string]>(
      "INSERT INTO blob (sha256, text) VALUES (?, ?) ON CONFLICT (sha256) DO NOTHING",
    ),
  );
  return (blob: Blob): void => {
    sql().run(blob.sha256, blob.text);
  };
};

/** Reads a large value's JSON text. */
export const readBlob = (db: Db) => {
  const sql = once(() =>
    db.prepare<[string], { text: string }>("SELECT text FROM blob WHERE sha256 = ?"),
  );
  return (sha256: string): string | null => sql().get(sha256)?.text ?? null;
};
