import type { SignalRow } from "../../../core/project/row.ts";
import { type Db, once } from "../db.ts";
import { unseen } from "./unseen.ts";

/** Signals nobody has taken, oldest first. */
export const readSignals = (db: Db) => {
  const sql = once(() =>
    db.prepare<[number, number], Omit<SignalRow, "table">>(
      `SELECT g.signal, s.name AS stream, g.name, g.address, g.at
       FROM signal g JOIN stream s ON s.id = g.stream
       ORDER BY g.at, g.id LIMIT ${unseen} OFFSET ${unseen}`,
    ),
  );
  return (query: { readonly limit: number; readonly offset: number }): readonly SignalRow[] =>
    sql()
      .all(query.limit, query.offset)
      .map((row) => ({ table: "signal", ...row }));
};
