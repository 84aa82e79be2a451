import { resolve } from "node:path";
import { restore } from "../server/audit/copies.ts";
import { refusalOf } from "../server/call-tool.ts";
import { realClock } from "../server/clock.ts";
import { findProject } from "../server/project/find-project.ts";
import { projectKey } from "../server/project-store.ts";
import { type Io, usageError } from "./io.ts";
import { isOperator, refuseAgent } from "./operator.ts";
import { dbOption, misuse, readOptions, surroundingsOf } from "./options.ts";
import { printRefusal } from "./with-engine.ts";

const usage = "baton restore FILE [--db FILE]";

/** `baton restore`: puts a backup where the database was; a database that is there is never overwritten. */
export const restoreCommand = async (argv: readonly string[], io: Io): Promise<number> => {
  const read = readOptions(argv, io, usage, dbOption);
  if (read === null) return usageError;
  const [source, ...more] = read.positionals;
  if (source === undefined || more.length > 0)
    return misuse(io, "restore takes the file of one backup.", usage);
  if (!isOperator(io)) return refuseAgent(io, "the record of the project is the operator's");
  const project = findProject(surroundingsOf(io, read.values.db));
  const { databasePath } = project;
  try {
    const copied = await restore(resolve(io.cwd, source), databasePath, {
      env: io.env,
      now: realClock.now(),
      key: await projectKey(project, io.env)(),
    });
    io.stdout(
      `Restored ${copied.events} events in ${copied.streams} streams to ${databasePath}. Restart the clients' servers; baton recover says where work stands.\n`,
    );
    return 0;
  } catch (error) {
    return printRefusal(io, refusalOf(error, "the restore"));
  }
};
