import { renderText } from "../tools/render-text.ts";
import { type Io, usageError } from "./io.ts";
import { dbOption, misuse, readOptions } from "./options.ts";
import { printable } from "./printable.ts";
import { discardCommand, discardUsage } from "./signals/discard.ts";
import { printRefusal, withEngine } from "./with-engine.ts";

const usage = `baton signals [--json] [--db FILE] | ${discardUsage}`;

/** `baton signals`: the signals nobody has taken, with their age; `discard` throws some away. */
export const signalsCommand = async (argv: readonly string[], io: Io): Promise<number> => {
  const [verb, ...rest] = argv;
  if (verb === "discard") return discardCommand(rest, io);
  const read = readOptions(argv, io, usage, { ...dbOption, json: { type: "boolean" } });
  if (read === null) return usageError;
  if (read.positionals.length > 0) return misuse(io, "signals takes no name but discard.", usage);
  return withEngine(io, read.values.db, async (engine) => {
    const answer = await engine.listSignals({ limit: 1000 });
    if (answer.type === "refused") return printRefusal(io, answer);
    const { content } = answer;
    const text = read.values.json
      ? JSON.stringify(content, null, 2)
      : printable(renderText(content));
    io.stdout(`${text}\n`);
    return 0;
  });
};
