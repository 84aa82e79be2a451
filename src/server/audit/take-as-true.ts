import { rename } from "node:fs/promises";
import { join } from "node:path";
import { placesIn } from "../../store/places.ts";

/**
 * Takes the database at a place as it is for the true one: it belongs there from now on, and the heads and seals noted of
 * it before are set aside, not deleted.
 */
export const takeAsTrue = async (
  path: string,
  databaseId: string,
  { heads, seals, now }: { readonly heads: string; readonly seals: string; readonly now: number },
): Promise<void> => {
  await placesIn(heads).accept(path, databaseId);
  await setAside(join(heads, databaseId), now);
  await setAside(join(seals, `${databaseId}.seals`), now);
};

const setAside = async (path: string, now: number): Promise<void> => {
  await rename(path, `${path}.until-${now}`).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "ENOENT") throw error;
  });
};
