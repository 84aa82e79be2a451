import { type Db, once } from "../db.ts";

/** How many workflows are unfinished. */
export const countOpenWorkflows = (db: Db) => {
  const sql = once(() =>
    db.prepare<[], { readonly n: number }>("SELECT count(*) AS n FROM workflow WHERE open = 1"),
  );
  return (): number => sql().get()?.n ?? 0;
};
