import { existsSync } from "node:fs";
import { link, rm } from "node:fs/promises";
import { OutsideFault } from "../../core/port/outside-fault.ts";
import { connectFile } from "./connection.ts";
import { readIntegrity } from "./integrity.ts";
import { existingFolder, makePlace } from "./place.ts";

/** What a copy holds. */
export interface Copied {
  readonly databaseId: string;
  readonly streams: number;
  readonly events: number;
}

/**
 * Copies a database into a new file, while others may go on writing to it; the copy is checked before it gets its name.
 * Throws OutsideFault when the target exists, when the source is none of Baton's databases, or when the copy is not sound.
 */
export const copyDatabase = async (from: string, to: string): Promise<Copied> => {
  // A log left behind would be played into the copy.
  for (const file of [to, `${to}-wal`, `${to}-journal`]) {
    if (!existsSync(file)) continue;
    throw new OutsideFault(
      `${file} exists, and is not overwritten.`,
      "Name a new file, or move that one away first.",
    );
  }
  if (!existsSync(from)) {
    throw new OutsideFault(`There is no database ${from}.`, "Name the file of one.");
  }
  const draft = `${to}.${process.pid}.part`;
  if (existingFolder(to) !== to) makePlace(draft);
  try {
    const source = connectFile(from);
    try {
      // Pages come in steps, so that neither readers nor writers of the source wait long.
      await source.backup(draft);
    } finally {
      source.close();
    }
    const copied = inspectCopy(draft);
    // Unlike a rename, a link never replaces what has come to be there meanwhile.
    await link(draft, to);
    return copied;
  } finally {
    for (const suffix of ["", "-wal", "-shm", "-journal"]) {
      await rm(`${draft}${suffix}`, { force: true });
    }
  }
};

const inspectCopy = (path: string): Copied => {
  const db = connectFile(path);
  try {
    // A copy of a write-ahead-log database stays one; as a single file it is easier to carry.
    db.pragma("journal_mode = DELETE");
    const damage = readIntegrity(db);
    if (damage.length > 0) {
      throw new OutsideFault(
        `The copy is not sound: ${damage.slice(0, 3).join("; ")}.`,
        "Run baton doctor on the source; nothing was written.",
      );
    }
    const meta = db.prepare<[], string>("SELECT value FROM meta WHERE name = 'database_id'");
    return {
      databaseId: meta.pluck().get() ?? "",
      streams: db.prepare<[], number>("SELECT count(*) FROM stream").pluck().get() ?? 0,
      events: db.prepare<[], number>("SELECT count(*) FROM event").pluck().get() ?? 0,
    };
  } catch (error) {
    if (error instanceof OutsideFault) throw error;
    throw new OutsideFault(`${path} is none of Baton's databases.`, "Name a backup of one.", {
      cause: error,
    });
  } finally {
    db.close();
  }
};
