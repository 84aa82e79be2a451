import { renderText } from "../tools/render-text.ts";
import { retryCommand, retryUsage } from "./failures/retry.ts";
import { type Io, usageError } from "./io.ts";
import { dbOption, misuse, readOptions } from "./options.ts";
import { printRefusal, withEngine } from "./with-engine.ts";

const usage = `baton failures [--json] [--db FILE] | ${retryUsage}`;

/** `baton failures`: the steps that stay failed, of all workflows; `retry` tries them again. */
export const failuresCommand = async (argv: readonly string[], io: Io): Promise<number> => {
  const [verb, ...rest] = argv;
  if (verb === "retry") return retryCommand(rest, io);
  const read = readOptions(argv, io, usage, { ...dbOption, json: { type: "boolean" } });
  if (read === null) return usageError;
  if (read.positionals.length > 0) return misuse(io, "failures takes no name but retry.", usage);
  return withEngine(io, read.values.db, async (engine) => {
    const answer = await engine.status({ view: "failures", limit: 100 });
    if (answer.type === "refused") return printRefusal(io, answer);
    const { content } = answer;
    const text = read.values.json ? JSON.stringify(content, null, 2) : renderText(content);
    io.stdout(`${text}\n`);
    return 0;
  });
};
