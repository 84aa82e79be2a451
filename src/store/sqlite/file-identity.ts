import { statSync } from "node:fs";
import { StoreUnusable } from "../../core/port/store-error.ts";

/** Tells whether the files a connection has open are still the ones at their paths. */
export interface FileIdentity {
  /** Throws when one of them was deleted or replaced. */
  check(): void;
  /** Whether nobody can have written beside this connection, so that what is only in its log may go into the database. */
  mayFlush(): boolean;
  /**
   * Asked when the connection is closed: may what lies there now be opened? Throws where that would do harm, or where there
   * is nothing to open.
   */
  guardReopening(): void;
}

/**
 * Remembers which files are open: begun before the database is opened, while log and index count from the first check on.
 * SQLite goes on writing into a file that was deleted or replaced, and the data would be gone with the process. An index
 * (`-shm`) that is no longer shared is worse: two processes then overwrite each other's log.
 */
export const fileIdentity = (path: string): FileIdentity => {
  const database = watch(path, identityOf(path));
  const log = watch(`${path}-wal`, null);
  const index = watch(`${path}-shm`, null);
  if (database.isAway()) throw gone(path, putBack);
  return {
    check: () => {
      for (const file of [database, log, index]) {
        if (!file.isSame()) throw gone(file.path);
      }
    },
    mayFlush: () =>
      database.isThere() && [log, index].every((file) => file.isThere() || file.isAway()),
    guardReopening: () => {
      if (isEmpty(path)) throw gone(path, putBack);
      const replaced = !database.isSame();
      // Left behind by the former database, or open in processes that have not noticed yet: not for the file that is there now.
      if (replaced && log.isThere()) throw gone(path, leftBehind(log.path));
      if ((replaced || !log.isSame()) && index.isThere()) throw gone(path, leftBehind(index.path));
    },
  };
};

interface Watched {
  readonly path: string;
  /** Whether what lies at the path is the file that was there at first, or nothing was and is. */
  isSame(): boolean;
  /** Whether the file that was there at first lies there. */
  isThere(): boolean;
  isAway(): boolean;
}

const watch = (path: string, first: string | null): Watched => {
  let known = first;
  return {
    path,
    isSame: () => {
      const now = identityOf(path);
      known ??= now;
      return known === now;
    },
    isThere: () => known !== null && identityOf(path) === known,
    isAway: () => identityOf(path) === null,
  };
};

const identityOf = (path: string): string | null => {
  const stat = statSync(path, { throwIfNoEntry: false });
  return stat === undefined ? null : `${stat.dev}:${stat.ino}`;
};

const isEmpty = (path: string): boolean =>
  (statSync(path, { throwIfNoEntry: false })?.size ?? 0) === 0;

const again = "Repeat the call: Baton opens what is there now.";
const putBack =
  "Put the file back, or a backup with baton restore; the next call opens it. For an empty database restart Baton (in the client: reconnect the MCP server).";
const leftBehind = (file: string): string =>
  `End every server of this project, move ${file} away, and start again.`;

const gone = (file: string, fix: string = again): StoreUnusable =>
  new StoreUnusable(
    `The database file ${file} was deleted or replaced while Baton was running; this call was not saved.`,
    fix,
  );
