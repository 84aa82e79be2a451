import type { MemoryQuery } from "../../../core/port/query.ts";
import { type Db, once } from "../db.ts";

/** How many keys an owner has, expired ones included. */
export const countMemoryKeys = (db: Db) => {
  const sql = once(() =>
    db.prepare<[string, string], { readonly n: number }>(
      "SELECT count(*) AS n FROM memory WHERE scope = ? AND owner = ?",
    ),
  );
  return ({ scope, owner }: Pick<MemoryQuery, "scope" | "owner">): number =>
    sql().get(scope, owner)?.n ?? 0;
};
