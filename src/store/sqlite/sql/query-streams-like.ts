import { type Db, once } from "../db.ts";
import { beyond } from "./beyond.ts";
import { unseen } from "./unseen.ts";

/** Names of streams that begin with a prefix, in order. */
export const streamsLike = (db: Db) => {
  const sql = once(() =>
    db.prepare<[string, string, number], { readonly name: string }>(
      `SELECT name FROM stream WHERE name >= ? AND name < ? ORDER BY name LIMIT ${unseen}`,
    ),
  );
  return (prefix: string, limit: number): readonly string[] =>
    sql()
      .all(prefix, beyond(prefix), limit)
      .map(({ name }) => name);
};
