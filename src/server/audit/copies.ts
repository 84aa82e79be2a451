import { type Copied, copyDatabase } from "../../store/sqlite/copy-database.ts";
import { headsFolder, sealsFolder } from "./audit-places.ts";
import { takeAsTrue } from "./take-as-true.ts";

/** Copies the database into a new file while work goes on. Throws OutsideFault as {@link copyDatabase} does. */
export const backUp = (databasePath: string, to: string): Promise<Copied> =>
  copyDatabase(databasePath, to);

/** Puts a backup where no database is, and takes it for the true one. Throws OutsideFault as {@link copyDatabase} does. */
export const restore = async (
  from: string,
  databasePath: string,
  { env, now }: { readonly env: NodeJS.ProcessEnv; readonly now: number },
): Promise<Copied> => {
  const copied = await copyDatabase(from, databasePath);
  const places = { heads: headsFolder(env), seals: sealsFolder(env), now };
  await takeAsTrue(databasePath, copied.databaseId, places);
  return copied;
};
