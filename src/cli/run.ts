import { z } from "zod";
import { withoutSecrets } from "../server/secrets/without-secrets.ts";
import { jsonObject } from "../tools/fields.ts";
import { definitionText } from "./definition-text.ts";
import { type Io, usageError } from "./io.ts";
import { dbOption, misuse, readOptions } from "./options.ts";
import { follow } from "./run/follow.ts";
import { humanCaller, printRefusal, withEngine } from "./with-engine.ts";

const usage = "baton run FILE|TEMPLATE [--goal TEXT] [--input '{json}'] [--db FILE]";

/**
 * `baton run`: starts a workflow and follows it until it ends; whichever client is connected runs the agents. Exits with
 * 0 when it completed.
 */
export const runCommand = async (argv: readonly string[], io: Io): Promise<number> => {
  const read = readOptions(argv, io, usage, {
    ...dbOption,
    goal: { type: "string" },
    input: { type: "string" },
  });
  if (read === null) return usageError;
  const [what, ...more] = read.positionals;
  if (what === undefined || more.length > 0)
    return misuse(io, "run takes one file or template.", usage);
  const input = jsonObject.safeParse(parseJson(read.values.input ?? "{}"));
  if (!input.success) return misuse(io, "--input is no JSON object.", usage);
  const definition = definitionText(what, io);
  if (definition === null) return 1;
  return withEngine(io, read.values.db, async (engine, baton) => {
    const clean = withoutSecrets({ input: input.data, goal: read.values.goal }, baton.clean);
    if (clean.type === "refused") return printRefusal(io, clean);
    const started = await engine.startWorkflow(
      { ...definition, ...given.parse(clean.args) },
      humanCaller(baton),
    );
    if (started.type === "refused") return printRefusal(io, started);
    return follow(engine, io, String(started.content.workflow_id));
  });
};

const given = z.object({ input: jsonObject, goal: z.string().optional() });

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};
