import type { TimerRow } from "../../../core/project/row.ts";
import { type Db, once } from "../db.ts";
import { unseen } from "./unseen.ts";

type Stored = Omit<TimerRow, "table">;

const columns =
  "SELECT s.name AS stream, t.timer, t.due_at AS dueAt FROM timer t JOIN stream s ON s.id = t.stream";
const order = `ORDER BY t.due_at, t.stream, t.timer LIMIT ${unseen}`;
// A plus keeps SQLite off the index on due times, which may hold many timers of other streams.
const ofStream = "t.stream = (SELECT id FROM stream WHERE name = ?)";
const orderOfStream = `ORDER BY +t.due_at, t.timer LIMIT ${unseen}`;

const toTimer = (row: Stored): TimerRow => ({ table: "timer", ...row });

/** Timers due at or before a time, oldest first. */
export const readTimersDue = (db: Db) => {
  const all = once(() =>
    db.prepare<[number, number], Stored>(`${columns} WHERE t.due_at <= ? ${order}`),
  );
  const one = once(() =>
    db.prepare<[number, string, number], Stored>(
      `${columns} WHERE +t.due_at <= ? AND ${ofStream} ${orderOfStream}`,
    ),
  );
  return (now: number, limit: number, stream?: string): readonly TimerRow[] =>
    (stream === undefined ? all().all(now, limit) : one().all(now, stream, limit)).map(toTimer);
};

/** When the next timer is due. */
export const readNextTimer = (db: Db) => {
  const sql = once(() =>
    db.prepare<[], { dueAt: number | null }>("SELECT min(due_at) AS dueAt FROM timer"),
  );
  return (): number | null => sql().get()?.dueAt ?? null;
};

/** Timers of one stream, soonest first. */
export const readTimersOf = (db: Db) => {
  const sql = once(() =>
    db.prepare<[string, number], Stored>(`${columns} WHERE ${ofStream} ${orderOfStream}`),
  );
  return (stream: string, limit: number): readonly TimerRow[] =>
    sql().all(stream, limit).map(toTimer);
};
