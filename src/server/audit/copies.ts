import { type Copied, copyDatabase } from "../../store/sqlite/copy-database.ts";
import type { DatabaseKey } from "../../store/sqlite/database-key.ts";
import { fileKind } from "../../store/sqlite/file-kind.ts";
import { refuseUnfitting } from "../../store/sqlite/key-faults.ts";
import { headsFolder, sealsFolder } from "./audit-places.ts";
import { takeAsTrue } from "./take-as-true.ts";

/** Copies the database into a new file while work goes on, under the same key. Throws OutsideFault as {@link copyDatabase} does. */
export const backUp = async (
  databasePath: string,
  to: string,
  key: DatabaseKey | null,
): Promise<Copied> => {
  refuseUnfitting(databasePath, fileKind(databasePath), key);
  return copyDatabase(databasePath, to, key);
};

/**
 * Puts a backup where no database is, and takes it for the true one; with a key it is encrypted there, whatever the
 * backup was. Throws OutsideFault as {@link copyDatabase} does.
 */
export const restore = async (
  from: string,
  databasePath: string,
  {
    env,
    now,
    key,
  }: { readonly env: NodeJS.ProcessEnv; readonly now: number; readonly key: DatabaseKey | null },
): Promise<Copied> => {
  const copied = await copyDatabase(from, databasePath, key);
  const places = { heads: headsFolder(env), seals: sealsFolder(env), now };
  await takeAsTrue(databasePath, copied.databaseId, places);
  return copied;
};
