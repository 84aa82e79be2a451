import { existsSync } from "node:fs";
import { link, rm } from "node:fs/promises";
import { OutsideFault } from "../../core/port/outside-fault.ts";
import { connectFile } from "./connect-file.ts";
import type { DatabaseKey } from "./database-key.ts";
import { fileKind } from "./file-kind.ts";
import { readIntegrity } from "./integrity.ts";
import { refuseUnfitting } from "./key-faults.ts";
import { openerFor } from "./opener.ts";
import { existingFolder, makePlace } from "./place.ts";
import { transcript } from "./transcript.ts";

/** What a copy holds. */
export interface Copied {
  readonly databaseId: string;
  readonly streams: number;
  readonly events: number;
}

/**
 * Copies a database into a new file, while others may go on writing to it; the copy is checked before it gets its name.
 * With a key the copy is encrypted, also where the source is not. Throws OutsideFault when the target exists, when
 * the source is none of Baton's databases or the key is not its, or when the copy is not sound.
 */
export const copyDatabase = async (
  from: string,
  to: string,
  key: DatabaseKey | null,
): Promise<Copied> => {
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
  const kind = fileKind(from);
  if (kind === "encrypted") refuseUnfitting(from, kind, key);
  const draft = `${to}.${process.pid}.part`;
  if (existingFolder(to) !== to) makePlace(draft);
  try {
    if (key === null) await copyPages(from, draft);
    else await rewrite(from, kind === "plain" ? null : key, draft, key);
    const copied = inspectCopy(draft, key);
    // Unlike a rename, a link never replaces what has come to be there meanwhile.
    await link(draft, to);
    return copied;
  } finally {
    await removeDatabase(draft);
  }
};

/** Removes a database file with what SQLite keeps beside it. */
export const removeDatabase = async (path: string): Promise<void> => {
  for (const suffix of ["", "-wal", "-shm", "-journal"]) {
    await rm(`${path}${suffix}`, { force: true });
  }
};

const copyPages = async (from: string, draft: string): Promise<void> => {
  const source = connectFile(from);
  try {
    // Pages come in steps, so that neither readers nor writers of the source wait long.
    await source.backup(draft);
  } finally {
    source.close();
  }
};

/** The library copies no encrypted pages: it writes what they hold anew, as of one moment, which nobody waits for either. */
const rewrite = async (
  from: string,
  fromKey: DatabaseKey | null,
  draft: string,
  key: DatabaseKey,
): Promise<void> => {
  await removeDatabase(draft);
  const copy = transcript({ path: from, key: fromKey }, { path: draft, key });
  try {
    copy.write();
  } finally {
    copy.close();
  }
};

const inspectCopy = (path: string, key: DatabaseKey | null): Copied => {
  const db = openerFor(key).open(path);
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
