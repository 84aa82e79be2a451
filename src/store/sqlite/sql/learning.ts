import type { LearningRow } from "../../../core/project/brain-row.ts";
import { type Db, once } from "../db.ts";
import { unseen } from "./unseen.ts";

/** A learning as SQLite gives it. */
export type StoredLearning = Omit<LearningRow, "table">;

/** The columns of {@link StoredLearning}, of the table `l`. */
export const learningColumns =
  "l.learning, l.text, l.agent, l.workflow, l.origin, l.first_at AS firstAt, l.last_at AS lastAt, l.times, l.uses";

/** A row as SQLite gives it to the row of the port. */
export const toLearning = (row: StoredLearning): LearningRow => ({ table: "learning", ...row });

/** One learning by its id. */
export const readLearning = (db: Db) => {
  const sql = once(() =>
    db.prepare<[string], StoredLearning>(
      `SELECT ${learningColumns} FROM learning l WHERE l.learning = ?`,
    ),
  );
  return (learning: string): LearningRow | undefined => {
    const row = sql().get(learning);
    return row === undefined ? undefined : toLearning(row);
  };
};

/** All learnings in the order they came. */
export const readLearnings = (db: Db) => {
  const sql = once(() =>
    db.prepare<[number, number], StoredLearning>(
      `SELECT ${learningColumns} FROM learning l ORDER BY l.id LIMIT ${unseen} OFFSET ?`,
    ),
  );
  return ({ limit, offset }: { readonly limit: number; readonly offset: number }) =>
    sql().all(limit, offset).map(toLearning);
};

/** Puts a learning in the place of its last row; tells the row's number. */
export const putLearning = (db: Db) => {
  const sql = once(() =>
    db.prepare<StoredLearning, { id: number }>(
      `INSERT INTO learning (learning, text, agent, workflow, origin, first_at, last_at, times, uses)
       VALUES (:learning, :text, :agent, :workflow, :origin, :firstAt, :lastAt, :times, :uses)
       ON CONFLICT (learning) DO UPDATE SET origin = excluded.origin, last_at = excluded.last_at,
         times = excluded.times, uses = excluded.uses
       RETURNING id`,
    ),
  );
  return ({ table: _, ...row }: LearningRow): number | undefined => sql().get(row)?.id;
};
