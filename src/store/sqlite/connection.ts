import { createRequire } from "node:module";
import type { Clock } from "../../core/port/clock.ts";
import { StoreUnusable } from "../../core/port/store-error.ts";
import type { Db } from "./db.ts";
import { type FileIdentity, fileIdentity } from "./file-identity.ts";
import { migrate } from "./migrate.ts";
import { type Migration, migrations } from "./migrations/all.ts";
import { type Operations, operations } from "./operations.ts";
import { retryBusy } from "./retry-busy.ts";

/** An open database with everything bound to it. */
export interface Connection {
  readonly db: Db;
  readonly ops: Operations;
  readonly databaseId: string;
  readonly files: FileIdentity;
}

/** Opens a database file; injected in tests. */
export type Connect = (path: string) => Db;

/** What opening needs to know. */
export interface ConnectionOptions {
  readonly path: string;
  readonly clock: Clock;
  /** The id of the database if this opening creates it. */
  readonly newDatabaseId: string;
  readonly connect?: Connect;
  readonly migrations?: readonly Migration[];
}

/** Opens the file, which must exist, and brings it to the newest format. */
export const openConnection = async (options: ConnectionOptions): Promise<Connection> => {
  const { path, clock, connect = connectFile } = options;
  const db = await retryBusy(clock, () => connect(path));
  try {
    await retryBusy(clock, () => prepareConnection(db));
    await migrate(db, clock, options.migrations ?? migrations, options.newDatabaseId);
    const id = db.prepare<[], { value: string }>(
      "SELECT value FROM meta WHERE name = 'database_id'",
    );
    const databaseId = id.get()?.value;
    if (databaseId === undefined) {
      throw new StoreUnusable("Baton's database has no id.", "Restore the file from a backup.");
    }
    return { db, ops: operations(db), databaseId, files: fileIdentity(path) };
  } catch (error) {
    db.close();
    throw error;
  }
};

/** Loaded at the first use, since a native addon takes its time and many sessions never come to need it. */
const require = createRequire(import.meta.url);

/** Opens a file that exists, or with an empty path a database that goes when it is closed. */
export const connectFile: Connect = (path) => {
  const Database: typeof import("better-sqlite3") = require("better-sqlite3");
  // The built-in waiting would block the event loop and lets rivals starve (retry-busy.ts).
  return new Database(path, { timeout: 0, fileMustExist: true });
};

const prepareConnection = (db: Db): void => {
  // Takes effect in a new file only. A commit touches some eight pages for a few hundred bytes, so small ones are quicker.
  db.pragma("page_size = 2048");
  const mode = db.pragma("journal_mode = WAL", { simple: true });
  if (mode !== "wal") {
    throw new StoreUnusable(
      "SQLite could not use its write-ahead log for Baton's database.",
      "Name a place on a local disk with --db or BATON_DB.",
    );
  }
  // Without FULL a power cut may take commits back that were acknowledged.
  db.pragma("synchronous = FULL");
  db.pragma("foreign_keys = ON");
  db.pragma("trusted_schema = OFF");
  db.pragma("cache_size = -8000");
  db.pragma("wal_autocheckpoint = 2000");
  db.pragma("journal_size_limit = 8388608");
};
