import { type Db, once } from "../db.ts";

/** How many workflows ended at or after a time, by their status. */
export const countEnded = (db: Db) => {
  const sql = once(() =>
    db.prepare<[number], { readonly status: string; readonly n: number }>(
      "SELECT status, count(*) AS n FROM workflow WHERE open = 0 AND updated_at >= ? GROUP BY status",
    ),
  );
  return (time: number): ReadonlyMap<string, number> =>
    new Map(
      sql()
        .all(time)
        .map(({ status, n }) => [status, n]),
    );
};
