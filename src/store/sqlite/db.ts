import type { Database } from "better-sqlite3";

/** An open connection. */
export type Db = Database;

/** Prepares a statement when it is first needed, and once: preparing all at the start would slow it down. */
export const once = <T>(make: () => T): (() => T) => {
  let made: T | undefined;
  return () => {
    made ??= make();
    return made;
  };
};
