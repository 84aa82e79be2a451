import { type Db, once } from "../db.ts";

/** Creates a stream with its head and returns its number. */
export const insertStream = (db: Db) => {
  const sql = once(() =>
    db.prepare<[string, number, string]>(
      "INSERT INTO stream (name, version, hash) VALUES (?, ?, ?)",
    ),
  );
  return (name: string, version: number, hash: string): number =>
    Number(sql().run(name, version, hash).lastInsertRowid);
};

/** Moves a stream's head. */
export const updateStream = (db: Db) => {
  const sql = once(() =>
    db.prepare<[number, string, number]>("UPDATE stream SET version = ?, hash = ? WHERE id = ?"),
  );
  return (id: number, version: number, hash: string): void => {
    sql().run(version, hash, id);
  };
};
