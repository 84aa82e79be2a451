import { statSync } from "node:fs";
import { StoreUnusable } from "../../core/port/store-error.ts";

/** Throws when the files a connection has open are no longer the ones at their paths. */
export interface FileIdentity {
  /** The database file alone, cheap enough for every commit. */
  checkDatabase(): void;
  /** The database and its log. */
  checkAll(): void;
}

/**
 * Remembers which files are open. SQLite goes on writing into a file that was deleted or replaced, and the data would
 * be gone with the process; so this is asked before anything is acknowledged. `database` is what the file was before it
 * was opened.
 */
export const fileIdentity = (path: string, database: string | null): FileIdentity => {
  const watch = (file: string, before: string | null): (() => void) => {
    let known = before;
    return () => {
      const now = identityOf(file);
      // The log comes into being with the first write.
      known ??= now;
      if (known !== now) throw gone(file);
    };
  };
  const log = `${path}-wal`;
  const checkDatabase = watch(path, database);
  const checkLog = watch(log, identityOf(log));
  return {
    checkDatabase,
    checkAll: () => {
      checkDatabase();
      checkLog();
    },
  };
};

/** Which file lies at a path; null when none does. */
export const identityOf = (path: string): string | null => {
  const stat = statSync(path, { throwIfNoEntry: false });
  return stat === undefined ? null : `${stat.dev}:${stat.ino}`;
};

const gone = (file: string): StoreUnusable =>
  new StoreUnusable(
    `The database file ${file} was deleted or replaced while Baton was running; this call was not saved.`,
    "Restart Baton (in the client: reconnect the MCP server), after putting the file back if it was moved by mistake.",
  );
