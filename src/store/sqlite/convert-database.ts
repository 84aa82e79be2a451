import { open, realpath, rename } from "node:fs/promises";
import { dirname } from "node:path";
import type { Clock } from "../../core/port/clock.ts";
import { OutsideFault } from "../../core/port/outside-fault.ts";
import { StoreBusy } from "../../core/port/store-error.ts";
import { removeDatabase } from "./copy-database.ts";
import type { DatabaseKey } from "./database-key.ts";
import { retryBusy } from "./retry-busy.ts";
import { transcript } from "./transcript.ts";

/** Hooks and short commands are waited for; servers are not. */
const patienceMs = 1_000;

/** The keys before and after; null where the file is not encrypted. */
export interface KeyChange {
  readonly from: DatabaseKey | null;
  readonly to: DatabaseKey | null;
}

/**
 * Puts a database under another key: all of it is written into a new file, which takes the old one's place once `check`
 * has not thrown. Nobody else can have it open meanwhile, and until the very end the old file is as it was. Throws
 * OutsideFault while others have it open.
 */
export const convertDatabase = async <T>(
  place: string,
  { from, to }: KeyChange,
  clock: Clock,
  check: (draft: string) => Promise<T>,
): Promise<T> => {
  // A link to the file would be replaced, and what it leads to would stay.
  const path = await realpath(place);
  const draft = `${path}.${process.pid}.part`;
  await removeDatabase(draft);
  try {
    const change = transcript({ path, key: from }, { path: draft, key: to });
    try {
      await retryBusy(clock, () => change.lock(), patienceMs);
      change.write();
      const checked = await check(draft);
      await sync(draft, "r+");
      // An open file cannot be replaced on Windows; there the rename fails if somebody else has opened it since.
      if (process.platform === "win32") change.close();
      await rename(draft, path);
      if (process.platform !== "win32") await sync(dirname(path), "r");
      return checked;
    } finally {
      change.close();
    }
  } catch (error) {
    throw error instanceof StoreBusy ? inUse(path, error) : error;
  } finally {
    await removeDatabase(draft);
  }
};

const sync = async (path: string, flags: string): Promise<void> => {
  const file = await open(path, flags);
  try {
    await file.sync();
  } finally {
    await file.close();
  }
};

const inUse = (path: string, cause: unknown): OutsideFault =>
  new OutsideFault(
    `Other processes have ${path} open; nothing was changed.`,
    "Close the clients of this project, so that their servers end, then run this again.",
    { cause },
  );
