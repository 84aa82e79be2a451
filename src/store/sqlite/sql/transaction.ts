import { type Db, once } from "../db.ts";

/** The verbs of a transaction. Savepoints carry one unit each inside a batch. */
export const transaction = (db: Db) => {
  const run = (sql: string): (() => void) => {
    const statement = once(() => db.prepare<[]>(sql));
    return () => {
      statement().run();
    };
  };
  return {
    /** Takes the write lock at once; throws SQLITE_BUSY where another process has it. */
    begin: run("BEGIN IMMEDIATE"),
    /** Fixes one view of the data for several reads. */
    beginRead: run("BEGIN"),
    commit: run("COMMIT"),
    rollback: run("ROLLBACK"),
    savepoint: run("SAVEPOINT unit"),
    release: run("RELEASE unit"),
    rollbackUnit: run("ROLLBACK TO unit"),
  };
};
