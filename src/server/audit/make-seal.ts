import type { Maintenance } from "../../core/port/store.ts";
import { readKept } from "./read-kept.ts";
import { tally, writeSeal } from "./seal.ts";
import { keepSeal } from "./seal-book.ts";
import type { SigningKey } from "./signing-key.ts";

/** Seals the whole history as it is now, and keeps the seal. */
export const makeSeal = async (
  store: Pick<Maintenance, "kept">,
  database: string,
  { key, folder, at }: { readonly key: SigningKey; readonly folder: string; readonly at: string },
): Promise<string> => {
  const count = tally();
  for await (const event of readKept(store)) count.add(event);
  const seal = writeSeal({ database, scope: "all", at, ...count.result() }, key);
  await keepSeal(folder, database, seal);
  return seal;
};
