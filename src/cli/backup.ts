import { resolve } from "node:path";
import { backUp } from "../server/audit/copies.ts";
import { refusalOf } from "../server/call-tool.ts";
import { findProject } from "../server/project/find-project.ts";
import { projectKey } from "../server/project-store.ts";
import { type Io, usageError } from "./io.ts";
import { dbOption, misuse, readOptions, surroundingsOf } from "./options.ts";
import { printRefusal } from "./with-engine.ts";

const usage = "baton backup FILE [--db FILE]";

/** `baton backup`: a checked copy of the database in a new file, made while work goes on. */
export const backupCommand = async (argv: readonly string[], io: Io): Promise<number> => {
  const read = readOptions(argv, io, usage, dbOption);
  if (read === null) return usageError;
  const [target, ...more] = read.positionals;
  if (target === undefined || more.length > 0)
    return misuse(io, "backup takes the name of one new file.", usage);
  const project = findProject(surroundingsOf(io, read.values.db));
  try {
    const to = resolve(io.cwd, target);
    const { events, streams } = await backUp(
      project.databasePath,
      to,
      await projectKey(project, io.env)(),
    );
    io.stdout(`Backed up ${events} events in ${streams} streams to ${to}; the copy is sound.\n`);
    return 0;
  } catch (error) {
    return printRefusal(io, refusalOf(error, "the backup"));
  }
};
