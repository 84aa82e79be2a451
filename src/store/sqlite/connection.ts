import type { Clock } from "../../core/port/clock.ts";
import { StoreUnusable } from "../../core/port/store-error.ts";
import type { Connect } from "./connect-file.ts";
import type { DatabaseKey } from "./database-key.ts";
import type { Db } from "./db.ts";
import { type FileIdentity, fileIdentity } from "./file-identity.ts";
import { fileKind } from "./file-kind.ts";
import { refuseUnfitting } from "./key-faults.ts";
import { migrate } from "./migrate.ts";
import { type Migration, migrations } from "./migrations/all.ts";
import { type Opener, openerFor } from "./opener.ts";
import { type Operations, operations } from "./operations.ts";
import { retryBusy } from "./retry-busy.ts";

/** An open database with everything bound to it. */
export interface Connection {
  readonly db: Db;
  readonly ops: Operations;
  readonly databaseId: string;
  readonly files: FileIdentity;
  /** How more connections to it are opened. */
  readonly opener: Opener;
}

/** What opening needs to know. */
export interface ConnectionOptions {
  readonly path: string;
  readonly clock: Clock;
  /** The id of the database if this opening creates it. */
  readonly newDatabaseId: string;
  /** For tests: another way to open the file. */
  readonly connect?: Connect;
  readonly migrations?: readonly Migration[];
}

/** Opens the file, which must exist, and brings it to the newest format. Throws StoreUnusable when the key does not fit. */
export const openConnection = async (
  options: ConnectionOptions,
  key: DatabaseKey | null,
): Promise<Connection> => {
  const { path } = options;
  const kind = fileKind(path);
  refuseUnfitting(path, kind, key);
  const opener = openerFor(key);
  try {
    return await openWith(opener, options);
  } catch (error) {
    // Another process made the file at the same moment, and encrypted it under a salt of its own.
    const late = key !== null && kind === "empty" && fileKind(path) === "encrypted";
    if (late) return openWith(opener, options);
    throw error;
  }
};

const openWith = async (opener: Opener, options: ConnectionOptions): Promise<Connection> => {
  const { path, clock, connect = opener.open } = options;
  // What is put in its place from now on is another file, and must show.
  const files = fileIdentity(path);
  const db = await retryBusy(clock, () => connect(path));
  try {
    await retryBusy(clock, () => prepareConnection(db));
    await migrate(db, clock, options.migrations ?? migrations, options.newDatabaseId);
    refuseForeignCode(db);
    const id = db.prepare<[], { value: string }>(
      "SELECT value FROM meta WHERE name = 'database_id'",
    );
    const databaseId = id.get()?.value;
    if (databaseId === undefined) {
      throw new StoreUnusable("Baton's database has no id.", "Restore the file from a backup.");
    }
    files.check();
    return { db, ops: operations(db), databaseId, files, opener };
  } catch (error) {
    db.close();
    throw error;
  }
};

/** Baton's schema has no triggers and no views; in a file that came from somewhere else they would run with our writes. */
const refuseForeignCode = (db: Db): void => {
  const foreign = db.prepare<[], { type: string; name: string }>(
    "SELECT type, name FROM sqlite_schema WHERE type IN ('trigger', 'view') LIMIT 1",
  );
  const found = foreign.get();
  if (found === undefined) return;
  throw new StoreUnusable(
    `Baton's database holds a ${found.type} that Baton did not make.`,
    "Somebody has changed the file: restore a backup, or move it away and let a new one be made.",
  );
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
