import { endBrainSession } from "./brain/end.ts";
import { exportBrain } from "./brain/export.ts";
import { importBrainFile } from "./brain/import.ts";
import { searchBrain } from "./brain/search.ts";
import { listSessions } from "./brain/sessions.ts";
import { brainUsage } from "./brain/usage.ts";
import { type Io, usageError } from "./io.ts";
import { dbOption, misuse, readOptions } from "./options.ts";

/** `baton brain`: what was done and learned in this project, for people. */
export const brainCommand = async (argv: readonly string[], io: Io): Promise<number> => {
  const read = readOptions(argv, io, brainUsage, {
    ...dbOption,
    json: { type: "boolean" },
    limit: { type: "string" },
    summary: { type: "string" },
  });
  if (read === null) return usageError;
  const { db, json = false, limit: given = "20", summary } = read.values;
  const limit = /^[1-9]\d{0,3}$/.test(given) ? Number(given) : null;
  if (limit === null) return misuse(io, "--limit takes a number from 1 to 9999.", brainUsage);
  const [verb, ...rest] = read.positionals;
  const [only, ...more] = rest;
  switch (verb) {
    case "search":
      return only === undefined
        ? misuse(io, "brain search needs a text.", brainUsage)
        : searchBrain(io, db, { text: rest.join(" "), limit, json });
    case "sessions":
      return only === undefined
        ? listSessions(io, db, { limit, json })
        : misuse(io, "brain sessions takes no name.", brainUsage);
    case "end":
      return only === undefined || more.length > 0
        ? misuse(io, "brain end needs one session.", brainUsage)
        : endBrainSession(io, db, { session_id: only, summary });
    case "export":
      return only === undefined
        ? exportBrain(io, db)
        : misuse(io, "brain export writes to stdout.", brainUsage);
    case "import":
      return only === undefined || more.length > 0
        ? misuse(io, "brain import needs one file.", brainUsage)
        : importBrainFile(io, db, only);
    default:
      return misuse(
        io,
        verb === undefined ? "brain does what?" : `brain knows no ${verb}.`,
        brainUsage,
      );
  }
};
