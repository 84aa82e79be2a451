import { closeSync, fsyncSync, mkdirSync, openSync, statSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { StoreUnusable } from "../../core/port/store-error.ts";

/** True when there is a database file with something in it. */
export const isThere = (path: string): boolean =>
  (statSync(path, { throwIfNoEntry: false })?.size ?? 0) > 0;

/** The nearest folder above the path that exists. */
export const existingFolder = (path: string): string => {
  const folder = dirname(path);
  return folder === path || statSync(folder, { throwIfNoEntry: false }) !== undefined
    ? folder
    : existingFolder(folder);
};

/**
 * Makes folder and file, for this user only. A folder of ours ignores itself in git; one that was there before under
 * another name is left as it is. Throws StoreUnusable where that is not possible.
 */
export const makePlace = (path: string): void => {
  const folder = dirname(path);
  // SQLite would delete the log of a database that is missing for the moment, with all that is in it.
  if (!isThere(path) && isThere(`${path}-wal`)) {
    throw new StoreUnusable(
      `The database file ${path} is missing, but its log ${path}-wal is there and may hold what was saved last.`,
      "Put the database file back beside its log. To give both up, move the log away.",
    );
  }
  try {
    const made = mkdirSync(folder, { recursive: true, mode: 0o700 });
    if (made !== undefined || basename(folder) === ".baton")
      writeOnce(join(folder, ".gitignore"), "*\n");
    // SQLite gives its -wal and -shm files the mode of the database file.
    closeSync(openSync(path, "a", 0o600));
    if (made !== undefined) syncFolders(folder, dirname(made));
  } catch (cause) {
    throw new StoreUnusable(
      `The file ${path} for Baton's database could not be made.`,
      "Give this user write access there, or name another place with --db or BATON_DB.",
      { cause },
    );
  }
};

/** Folders from `folder` up to `top`: their new names are on the disk only when they were synced. SQLite sees to its files. */
const syncFolders = (folder: string, top: string): void => {
  try {
    const open = openSync(folder, "r");
    fsyncSync(open);
    closeSync(open);
  } catch {
    // Windows cannot, and has no need to.
  }
  if (folder !== top && dirname(folder) !== folder) syncFolders(dirname(folder), top);
};

const writeOnce = (path: string, text: string): void => {
  try {
    writeFileSync(path, text, { flag: "wx" });
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
  }
};
