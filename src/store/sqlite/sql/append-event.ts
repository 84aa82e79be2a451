import { type Db, once } from "../db.ts";

/** An event ready to be written. */
export interface EventInsert {
  readonly stream: number;
  readonly version: number;
  readonly type: string;
  readonly typeVersion: number;
  readonly at: number;
  readonly actor: string;
  readonly hash: string;
  readonly data: string;
}

/** Appends one event; its position is the next of the database. */
export const appendEvent = (db: Db) => {
  const sql = once(() =>
    db.prepare<[number, number, string, number, number, string, string, string]>(
      `INSERT INTO event (stream, version, type, type_version, at, actor, hash, data)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
    ),
  );
  return (e: EventInsert): void => {
    sql().run(e.stream, e.version, e.type, e.typeVersion, e.at, e.actor, e.hash, e.data);
  };
};
