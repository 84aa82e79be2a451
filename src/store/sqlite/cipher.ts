import { createRequire } from "node:module";
import { StoreUnusable } from "../../core/port/store-error.ts";
import type { DatabaseKey } from "./database-key.ts";
import type { Db } from "./db.ts";
import { keyDoesNotFit } from "./key-faults.ts";
import { faultCode } from "./sqlite-fault.ts";

/** The library is better-sqlite3 over a SQLite that encrypts pages. */
interface CipherDb extends Db {
  key(key: Buffer): number;
}
type CipherLibrary = new (
  path: string,
  options: { readonly timeout: number; readonly fileMustExist: boolean },
) => CipherDb;

const require = createRequire(import.meta.url);

/**
 * Opens a file that exists under a key; null opens one that is not encrypted, so that encrypted ones can be attached to
 * it, and an empty path a database in memory. Throws StoreUnusable when the key is not the file's.
 */
export const connectCipher = (path: string, key: DatabaseKey | null): Db => {
  const Library = loadLibrary();
  const db = new Library(path === "" ? ":memory:" : path, { timeout: 0, fileMustExist: true });
  try {
    // Said outright, so that other defaults of a later version change nothing. Pages are authenticated (Poly1305).
    db.pragma("cipher = 'chacha20'");
    db.pragma("legacy = 0");
    db.pragma("kdf_iter = 64007");
    if (key !== null) db.key(key);
    // What SQLite puts aside, such as pages a savepoint may need again, is not encrypted.
    db.pragma("temp_store = MEMORY");
    db.prepare("SELECT count(*) FROM sqlite_schema").get();
    return db;
  } catch (error) {
    db.close();
    throw faultCode(error) === "SQLITE_NOTADB" ? keyDoesNotFit(error) : error;
  }
};

const loadLibrary = (): CipherLibrary => {
  try {
    const Library: CipherLibrary = require("better-sqlite3-multiple-ciphers");
    return Library;
  } catch (cause) {
    throw new StoreUnusable(
      "A key for the database is set, and the package better-sqlite3-multiple-ciphers, which encrypts it, cannot be loaded.",
      "Install it beside Baton (npm install better-sqlite3-multiple-ciphers@13, with -g where Baton is global), or take the key away.",
      { cause },
    );
  }
};
