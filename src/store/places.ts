import { appendFile, mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { sha256 } from "./sha256.ts";

/** Which database belongs to which place, kept outside, so that an exchanged file shows. */
export interface Places {
  /** Notes a database at its place; one that another was exchanged for is not taken note of. Never fails. */
  note(path: string, databaseId: string, isNew: boolean): Promise<void>;
  /** The id of the database that belongs to the place; null when none is known. */
  lastAt(path: string): Promise<string | null>;
  /** From now on this database belongs to the place. */
  accept(path: string, databaseId: string): Promise<void>;
}

/** Places in `<folder>/places/<hash of the path>`, an id a line, the last one counts. */
export const placesIn = (folder: string): Places => {
  const own = join(folder, "places");
  const fileOf = (path: string): string => join(own, sha256(path).slice(0, 32));
  const lastAt = async (path: string): Promise<string | null> => {
    const text = await readFile(fileOf(path), "utf8").catch(() => "");
    return text.trim().split("\n").at(-1) || null;
  };
  const accept = async (path: string, databaseId: string): Promise<void> => {
    await mkdir(own, { recursive: true, mode: 0o700 });
    await appendFile(fileOf(path), `${databaseId}\n`, { mode: 0o600 });
  };
  return {
    lastAt,
    accept,
    note: async (path, databaseId, isNew) => {
      try {
        const known = await lastAt(path);
        if (known === null || (isNew && known !== databaseId)) await accept(path, databaseId);
      } catch {
        // Without a note outside, an exchanged file cannot be told; no command may fail for that.
      }
    },
  };
};
