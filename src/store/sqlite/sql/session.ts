import type { SessionRow } from "../../../core/project/brain-row.ts";
import { type Db, once } from "../db.ts";
import { unseen } from "./unseen.ts";

type Stored = Omit<SessionRow, "table">;

const columns =
  "SELECT session, started_at AS startedAt, last_at AS lastAt, executions, ended_at AS endedAt, summary FROM session";

/** One session. */
export const readSession = (db: Db) => {
  const sql = once(() => db.prepare<[string], Stored>(`${columns} WHERE session = ?`));
  return (session: string): SessionRow | undefined => {
    const row = sql().get(session);
    return row === undefined ? undefined : { table: "session", ...row };
  };
};

/** Sessions, the last active first. */
export const readSessions = (db: Db) => {
  const sql = once(() =>
    db.prepare<[number, number], Stored>(
      `${columns} ORDER BY last_at DESC, id DESC LIMIT ${unseen} OFFSET ?`,
    ),
  );
  return (query: { readonly limit: number; readonly offset: number }): readonly SessionRow[] =>
    sql()
      .all(query.limit, query.offset)
      .map((row) => ({ table: "session", ...row }));
};

/** Puts a session's row in the place of its last one. */
export const putSession = (db: Db) => {
  const sql = once(() =>
    db.prepare<Stored>(
      `INSERT INTO session (session, started_at, last_at, executions, ended_at, summary)
       VALUES (:session, :startedAt, :lastAt, :executions, :endedAt, :summary)
       ON CONFLICT (session) DO UPDATE SET started_at = excluded.started_at, last_at = excluded.last_at,
         executions = excluded.executions, ended_at = excluded.ended_at, summary = excluded.summary`,
    ),
  );
  return ({ table: _, ...row }: SessionRow): void => {
    sql().run(row);
  };
};
