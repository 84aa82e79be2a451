import { type Db, once } from "../db.ts";

/** Sets a timer, or moves it. */
export const putTimer = (db: Db) => {
  const sql = once(() =>
    db.prepare<[number, string, number]>(
      `INSERT INTO timer (stream, timer, due_at) VALUES (?, ?, ?)
       ON CONFLICT (stream, timer) DO UPDATE SET due_at = excluded.due_at`,
    ),
  );
  return (stream: number, timer: string, dueAt: number): void => {
    sql().run(stream, timer, dueAt);
  };
};

/** Removes a timer; one that is not there is no fault. */
export const deleteTimer = (db: Db) => {
  const sql = once(() =>
    db.prepare<[number, string]>("DELETE FROM timer WHERE stream = ? AND timer = ?"),
  );
  return (stream: number, timer: string): void => {
    sql().run(stream, timer);
  };
};
