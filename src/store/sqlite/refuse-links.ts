import { lstatSync } from "node:fs";
import { dirname } from "node:path";
import { StoreUnusable } from "../../core/port/store-error.ts";

/**
 * Throws when the place leads elsewhere. A repository can bring links along, and what is written through them would go
 * into a file that whoever made the repository has chosen.
 */
export const refuseLinks = (path: string): void => {
  for (const each of [dirname(path), path, `${path}-wal`, `${path}-shm`, `${path}-journal`]) {
    if (lstatSync(each, { throwIfNoEntry: false })?.isSymbolicLink() === true) {
      throw new StoreUnusable(
        `${each} is a link, and Baton's database is not written through one.`,
        "Remove the link. If the database is to lie elsewhere, name that place with --db or BATON_DB.",
      );
    }
  }
};
