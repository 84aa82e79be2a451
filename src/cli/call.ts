import { text } from "node:stream/consumers";
import { callTool, refusalContent } from "../server/call-tool.ts";
import { createBaton } from "../server/create-baton.ts";
import { tools } from "../tools/registry.ts";
import { type Io, usageError } from "./io.ts";
import { dbOption, misuse, readOptions, surroundingsOf } from "./options.ts";

const usage = "baton call TOOL ['{json}' | -] [--db FILE]";

/** `baton call`: any tool on the same database; prints its structured result. Exits with 1 for a refusal. */
export const callCommand = async (argv: readonly string[], io: Io): Promise<number> => {
  const read = readOptions(argv, io, usage, dbOption);
  if (read === null) return usageError;
  const [name, given = "{}", ...more] = read.positionals;
  if (name === undefined) {
    return misuse(io, `call needs a tool: ${tools.map((tool) => tool.name).join(", ")}.`, usage);
  }
  if (more.length > 0) return misuse(io, "call takes one JSON argument; quote it.", usage);
  const args = parseJson(given === "-" ? await text(process.stdin) : given);
  if (args === undefined) return misuse(io, "the arguments are not JSON.", usage);
  const baton = createBaton({ ...surroundingsOf(io, read.values.db), stays: false });
  try {
    const outcome = await callTool(baton, {
      name,
      args,
      toolUseId: null,
      client: "baton call",
      canElicit: false,
      elicited: null,
    });
    if (outcome.type === "content") {
      io.stdout(`${JSON.stringify(outcome.content, null, 2)}\n`);
      return 0;
    }
    const refused =
      outcome.type === "refused" ? refusalContent(outcome) : { message: outcome.message };
    io.stdout(`${JSON.stringify(refused, null, 2)}\n`);
    return 1;
  } finally {
    await baton.close();
  }
};

const parseJson = (given: string): unknown => {
  try {
    return JSON.parse(given);
  } catch {
    return undefined;
  }
};
