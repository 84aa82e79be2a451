import { type Db, once } from "../db.ts";

/** A number that changes whenever another connection commits. */
export const dataVersion = (db: Db) => {
  const sql = once(() => db.prepare<[], number>("PRAGMA data_version").pluck());
  return (): number => sql().get() ?? 0;
};
