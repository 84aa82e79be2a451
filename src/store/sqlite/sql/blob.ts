import type { Blob } from "../../../core/port/unit.ts";
import { sha256 } from "../../sha256.ts";
import { type Db, once } from "../db.ts";
import { damagedText } from "../sqlite-fault.ts";

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

/** Reads a large value's JSON text; throws StoreUnusable when it is not the one that was kept. */
export const readBlob = (db: Db) => {
  const sql = once(() =>
    db.prepare<[string], { text: string }>("SELECT text FROM blob WHERE sha256 = ?"),
  );
  return (digest: string): string | null => {
    const text = sql().get(digest)?.text ?? null;
    if (text !== null && sha256(text) !== digest) throw damagedText();
    return text;
  };
};
