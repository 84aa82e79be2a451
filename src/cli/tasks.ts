import { renderText } from "../tools/render-text.ts";
import { type Io, usageError } from "./io.ts";
import { dbOption, readOptions } from "./options.ts";
import { printRefusal, withEngine } from "./with-engine.ts";

/** `baton tasks`: what humans are asked in this project. */
export const tasksCommand = async (argv: readonly string[], io: Io): Promise<number> => {
  const read = readOptions(argv, io, "baton tasks [WORKFLOW] [--json] [--db FILE]", {
    ...dbOption,
    json: { type: "boolean" },
  });
  if (read === null) return usageError;
  return withEngine(io, read.values.db, async (engine) => {
    const [workflow] = read.positionals;
    const answer = await engine.status({ workflow_id: workflow, view: "tasks" });
    if (answer.type === "refused") return printRefusal(io, answer);
    const { content } = answer;
    io.stdout(
      read.values.json ? `${JSON.stringify(content, null, 2)}\n` : `${renderText(content)}\n`,
    );
    return 0;
  });
};
