import { closeSync, openSync } from "node:fs";
import { OutsideFault } from "../../core/port/outside-fault.ts";
import { connectCipher } from "./cipher.ts";
import type { DatabaseKey } from "./database-key.ts";
import type { Db } from "./db.ts";
import { keyDoesNotFit } from "./key-faults.ts";
import { faultCode } from "./sqlite-fault.ts";

/** A database file with its key; null where it is not encrypted. */
export interface KeyedFile {
  readonly path: string;
  readonly key: DatabaseKey | null;
}

/** A database about to be written into a new file under that file's key. */
export interface Transcript {
  /** Keeps everybody else from the source until the end. Throws SQLITE_BUSY while others have it open. */
  lock(): void;
  /** Writes all of it, as of one moment. Nothing is in the clear on the way, unless the new file is. */
  write(): void;
  close(): void;
}

/** Makes the new file, for this user only, and opens the source beside it. Throws OutsideFault when that is none of Baton's. */
export const transcript = (source: KeyedFile, target: KeyedFile): Transcript => {
  closeSync(openSync(target.path, "wx", 0o600));
  const db = connectCipher(target.path, target.key);
  try {
    attach(db, source);
  } catch (error) {
    db.close();
    throw error;
  }
  return {
    lock: () => {
      db.pragma("source.locking_mode = EXCLUSIVE");
      // The log is played into the file and goes.
      db.pragma("source.journal_mode = DELETE");
      // It says this already: only with a write is the lock had for good.
      db.pragma("source.application_id = 1113683055");
    },
    write: () => {
      db.prepare("VACUUM source INTO ?").run(target.path);
    },
    close: () => {
      db.close();
    },
  };
};

/** What SQLite writes "into" a file gets the key of the connection's main one, so the target is that. */
const attach = (db: Db, { path, key }: KeyedFile): void => {
  try {
    db.prepare("ATTACH ? AS source KEY ?").run(path, key ?? "");
    db.prepare("SELECT value FROM source.meta WHERE name = 'database_id'").get();
  } catch (error) {
    const code = faultCode(error);
    if (code === "SQLITE_NOTADB" && key !== null) throw keyDoesNotFit(error);
    if (code !== "SQLITE_NOTADB" && code !== "SQLITE_ERROR") throw error;
    throw new OutsideFault(`${path} is none of Baton's databases.`, "Name one of Baton's.", {
      cause: error,
    });
  }
};
