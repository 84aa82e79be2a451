import type { Clock } from "../../core/port/clock.ts";
import { StoreUnusable } from "../../core/port/store-error.ts";
import { sha256 } from "../sha256.ts";
import type { Db } from "./db.ts";
import type { Migration } from "./migrations/all.ts";
import { retryBusy } from "./retry-busy.ts";

/** "Bato": tells Baton's databases from other programs'. */
const applicationId = 1113683055;

/**
 * Brings the database to the newest format. Each step has a transaction of its own that looks again whether it is still
 * needed, so processes may race. Throws StoreUnusable for a newer or a foreign database.
 */
export const migrate = async (
  db: Db,
  clock: Clock,
  steps: readonly Migration[],
  databaseId: string,
): Promise<void> => {
  const newest = steps.at(-1)?.number ?? 0;
  const at = await retryBusy(clock, () => formatOf(db));
  if (at > newest) throw newer(at, newest);
  for (const step of steps) {
    if (step.number > at) await retryBusy(clock, () => apply(db, clock, step, databaseId));
  }
};

const apply = (db: Db, clock: Clock, step: Migration, databaseId: string): void => {
  db.exec("BEGIN IMMEDIATE");
  try {
    if (formatOf(db) < step.number) {
      if (step.number === 1) {
        db.pragma("application_id = 1113683055");
        db.exec(
          "CREATE TABLE migration (number INTEGER PRIMARY KEY, sha256 TEXT NOT NULL, at INTEGER NOT NULL) STRICT",
        );
      }
      db.prepare("INSERT INTO migration (number, sha256, at) VALUES (?, ?, ?)").run(
        step.number,
        sha256(step.sql),
        clock.now(),
      );
      db.exec(step.sql);
      if (step.number === 1) {
        db.prepare("INSERT INTO meta (name, value) VALUES ('database_id', ?)").run(databaseId);
      }
    }
    db.exec("COMMIT");
  } catch (error) {
    if (db.inTransaction) db.exec("ROLLBACK");
    throw error;
  }
};

/** The number of the last step taken; 0 for an empty file. */
const formatOf = (db: Db): number => {
  // Looked at before the id: another process may be making the database, and commits both at once.
  const tables = db.prepare<[], { n: number }>("SELECT count(*) AS n FROM sqlite_schema").get();
  const id = db.pragma("application_id", { simple: true });
  if (id === applicationId) {
    const last = db.prepare<[], { number: number }>("SELECT max(number) AS number FROM migration");
    return last.get()?.number ?? 0;
  }
  if (id === 0 && tables?.n === 0) return 0;
  throw new StoreUnusable(
    "The file is a database of another program.",
    "Name another file with --db or BATON_DB.",
  );
};

const newer = (found: number, known: number): StoreUnusable =>
  new StoreUnusable(
    `The database has format ${found}, written by a newer Baton; this one knows formats up to ${known}.`,
    "Update Baton to the newest version on this machine.",
  );
