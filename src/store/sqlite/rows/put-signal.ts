import type { SignalRow } from "../../../core/project/row.ts";
import { type Db, once } from "../db.ts";

/** Writes the row of a signal nobody has taken. */
export const putSignal = (db: Db) => {
  const sql = once(() =>
    db.prepare<[string, number, string, string, number]>(
      `INSERT INTO signal (signal, stream, name, address, at) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT (signal) DO UPDATE SET stream = excluded.stream, name = excluded.name,
         address = excluded.address, at = excluded.at`,
    ),
  );
  return (row: SignalRow, stream: number): void => {
    sql().run(row.signal, stream, row.name, row.address, row.at);
  };
};

/** Removes the row of a signal; one that is not there is no fault. */
export const deleteSignal = (db: Db) => {
  const sql = once(() => db.prepare<[string]>("DELETE FROM signal WHERE signal = ?"));
  return (signal: string): void => {
    sql().run(signal);
  };
};
