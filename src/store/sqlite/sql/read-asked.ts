import { type Db, once } from "../db.ts";

/** How many open tasks each person is asked by name. */
export const readAsked = (db: Db) => {
  const sql = once(() =>
    db.prepare<[], { person: string; n: number }>(
      `SELECT p.value AS person, count(*) AS n FROM task t INDEXED BY task_asked JOIN json_each(t.assignees) p
       WHERE t.status = 'open' AND t.assignees <> '[]' GROUP BY p.value`,
    ),
  );
  return (): ReadonlyMap<string, number> =>
    new Map(
      sql()
        .all()
        .map(({ person, n }) => [person, n]),
    );
};
