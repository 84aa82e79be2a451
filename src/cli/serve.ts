import { serve } from "../server/serve.ts";
import type { Io } from "./io.ts";
import { usageError } from "./io.ts";
import { dbOption, misuse, readOptions, surroundingsOf } from "./options.ts";

const usage = "baton serve [--db FILE]";

/** `baton serve`: the MCP server. */
export const serveCommand = async (argv: readonly string[], io: Io): Promise<number> => {
  const read = readOptions(argv, io, usage, dbOption);
  if (read === null) return usageError;
  if (read.positionals.length > 0)
    return misuse(io, `serve takes no ${read.positionals[0]}.`, usage);
  return serve(surroundingsOf(io, read.values.db));
};
