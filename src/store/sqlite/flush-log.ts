import type { Clock } from "../../core/port/clock.ts";
import { StoreBusy } from "../../core/port/store-error.ts";
import type { Db } from "./db.ts";

/** How long others are waited for that still read from the log, in ms. */
const limitMs = 1_000;

/**
 * Writes what is in the log into the database file, syncs that, and empties the log. Returns null when it is done, else the
 * error: SQLite's, or {@link StoreBusy}.
 */
export const flushLog = async (db: Db, clock: Clock): Promise<unknown> => {
  const start = clock.monotonic();
  try {
    const flush = db.prepare<[], { busy: number }>("PRAGMA wal_checkpoint(TRUNCATE)");
    while (flush.get()?.busy !== 0) {
      if (clock.monotonic() - start > limitMs) return busy();
      await clock.sleep(5 + clock.random() * 5);
    }
    return null;
  } catch (error) {
    return error;
  }
};

const busy = (): StoreBusy => new StoreBusy("The log stayed in use by other processes.");
