import { sha256 } from "../sha256.ts";
import type { Db } from "./db.ts";
import { faultCode } from "./sqlite-fault.ts";

/** What SQLite finds wrong with its file, and large values that do not fit their hash; empty means sound. */
export const readIntegrity = (db: Db): readonly string[] => {
  try {
    return faultsOf(db);
  } catch (error) {
    if (!faultCode(error).startsWith("SQLITE_CORRUPT")) throw error;
    // So it is with an encrypted page that was changed: nothing in it can be believed.
    return ["a page is not what was written to it"];
  }
};

const faultsOf = (db: Db): readonly string[] => {
  const faults: string[] = [];
  const check = db.prepare<[], string>("PRAGMA integrity_check").pluck();
  for (const line of check.all()) if (line !== "ok") faults.push(line);
  const foreign = db.prepare<[], { table: string; parent: string }>("PRAGMA foreign_key_check");
  for (const { table, parent } of foreign.all()) {
    faults.push(`a row of ${table} points to a row of ${parent} that is not there`);
  }
  const blobs = db.prepare<[], { sha256: string; text: string }>("SELECT sha256, text FROM blob");
  for (const blob of blobs.iterate()) {
    if (sha256(blob.text) !== blob.sha256)
      faults.push(`the value ${blob.sha256} does not fit its hash`);
  }
  return faults;
};
