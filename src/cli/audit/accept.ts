import { headsFolder, sealsFolder } from "../../server/audit/audit-places.ts";
import { takeAsTrue } from "../../server/audit/take-as-true.ts";
import { findProject } from "../../server/project/find-project.ts";
import { type Io, usageError } from "../io.ts";
import { isOperator, refuseAgent } from "../operator.ts";
import { dbOption, misuse, readOptions, surroundingsOf } from "../options.ts";
import { withEngine } from "../with-engine.ts";
import { auditUsage } from "./usage.ts";

/** `baton audit accept`: the operator says that the database, as it is, is the true one. */
export const acceptCommand = async (argv: readonly string[], io: Io): Promise<number> => {
  const read = readOptions(argv, io, auditUsage, dbOption);
  if (read === null) return usageError;
  if (read.positionals.length > 0) return misuse(io, "accept takes no name.", auditUsage);
  if (!isOperator(io)) return refuseAgent(io, "what counts as the true record is the operator's");
  return withEngine(io, read.values.db, async ({ ports: { store, clock } }) => {
    const { databasePath } = findProject(surroundingsOf(io, read.values.db));
    const databaseId = await store.databaseId();
    if (databaseId === null) {
      io.stderr(
        "baton: there is no database. Fix: nothing needs accepting; the next one is new.\n",
      );
      return 1;
    }
    await takeAsTrue(databasePath, databaseId, {
      heads: headsFolder(io.env),
      seals: sealsFolder(io.env),
      now: clock.now(),
    });
    io.stdout(`Accepted ${databasePath}: what was noted of it before is set aside.\n`);
    return 0;
  });
};
