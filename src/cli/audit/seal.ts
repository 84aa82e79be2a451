import { iso } from "../../engine/iso.ts";
import { sealKeyPath, sealsFolder } from "../../server/audit/audit-places.ts";
import { makeSeal } from "../../server/audit/make-seal.ts";
import { signingKey } from "../../server/audit/signing-key.ts";
import { type Io, usageError } from "../io.ts";
import { dbOption, misuse, readOptions } from "../options.ts";
import { withEngine } from "../with-engine.ts";
import { auditUsage } from "./usage.ts";

/** `baton audit seal`: signs where the history stands; keep the line it prints where nobody else writes. */
export const sealCommand = async (argv: readonly string[], io: Io): Promise<number> => {
  const read = readOptions(argv, io, auditUsage, dbOption);
  if (read === null) return usageError;
  if (read.positionals.length > 0) return misuse(io, "seal takes no name.", auditUsage);
  return withEngine(io, read.values.db, async ({ ports: { store, clock } }) => {
    const database = await store.databaseId();
    if (database === null) {
      io.stderr("baton: there is no database yet. Fix: seal it when work has begun.\n");
      return 1;
    }
    const key = await signingKey(sealKeyPath(io.env));
    const folder = sealsFolder(io.env);
    io.stdout(`${await makeSeal(store, database, { key, folder, at: iso(clock.now()) })}\n`);
    return 0;
  });
};
