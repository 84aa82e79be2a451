import { type Db, once } from "../db.ts";

/** How many unfinished workflows follow a version of a definition. */
export const countFollowers = (db: Db) => {
  const sql = once(() =>
    db.prepare<[string], { readonly n: number }>(
      "SELECT count(*) AS n FROM workflow WHERE definition = ? AND open = 1",
    ),
  );
  return (definition: string): number => sql().get(definition)?.n ?? 0;
};
