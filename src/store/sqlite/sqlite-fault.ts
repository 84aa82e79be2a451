import { StoreBusy, StoreUnusable } from "../../core/port/store-error.ts";

/** SQLite's own name of an error, such as `SQLITE_BUSY`; empty for errors that are not SQLite's. */
export const faultCode = (error: unknown): string =>
  error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "";

/** True when others hold the lock and waiting helps. */
export const isBusy = (error: unknown): boolean => {
  const code = faultCode(error);
  return code.startsWith("SQLITE_BUSY") || code.startsWith("SQLITE_LOCKED");
};

const faults: readonly (readonly [code: string, message: string, fix: string])[] = [
  [
    "SQLITE_FULL",
    "The disk with Baton's database is full; nothing of this call was saved.",
    "Free some space and repeat the call.",
  ],
  [
    "SQLITE_READONLY",
    "Baton's database cannot be written to; nothing of this call was saved.",
    "Give this user write access to the folder of the database, then repeat the call.",
  ],
  [
    "SQLITE_CORRUPT",
    // SQLite says so too when the disk reports that it cannot read a block.
    "Baton's database is damaged, or the disk under it cannot be read.",
    "Check the disk and run baton doctor. If it still finds damage, move the file away and bring back a backup with baton restore.",
  ],
  [
    "SQLITE_NOTADB",
    "The file is not a SQLite database.",
    "Move the file away, or name another with --db or BATON_DB.",
  ],
  [
    "SQLITE_CANTOPEN",
    "Baton's database could not be opened.",
    "Check that its folder exists and that this user may write there.",
  ],
  [
    "SQLITE_PERM",
    "Baton's database may not be accessed.",
    "Give this user read and write access to it.",
  ],
  [
    "SQLITE_IOERR",
    "The disk reported an error under Baton's database; nothing of this call was saved.",
    "Check the disk and its free space, then repeat the call.",
  ],
];

/** SQLite's errors in words of our own; anything else comes back as it is. */
export const named = (error: unknown): unknown => {
  const code = faultCode(error);
  if (isBusy(error)) {
    return new StoreBusy("The database stayed locked by other processes.", { cause: error });
  }
  // Only text that is kept as JSON is parsed here.
  if (error instanceof SyntaxError) return damagedText(error);
  for (const [prefix, message, fix] of faults) {
    if (code.startsWith(prefix)) return new StoreUnusable(message, fix, { cause: error });
  }
  return error;
};

/** A text is not what was written. */
export const damagedText = (cause?: SyntaxError): StoreUnusable =>
  new StoreUnusable(
    "Baton's database holds a text that was damaged.",
    "Run baton doctor --rebuild: what is derived it mends with --repair. Where it finds an event damaged, bring back a backup with baton restore.",
    { cause },
  );
