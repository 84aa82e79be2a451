import { setTimeout as sleep } from "node:timers/promises";
import type { Engine } from "../engine/engine.ts";
import { statusViews } from "../engine/status/views.ts";
import { renderText } from "../tools/render-text.ts";
import { type Io, usageError } from "./io.ts";
import { dbOption, misuse, readOptions } from "./options.ts";
import { printable } from "./printable.ts";
import { printRefusal, withEngine } from "./with-engine.ts";

const usage = `baton status [WORKFLOW] [--view ${statusViews.join("|")}] [--watch] [--json] [--db FILE]`;

/** `baton status`: where work stands; `--watch` prints it anew whenever it changes. */
export const statusCommand = async (argv: readonly string[], io: Io): Promise<number> => {
  const read = readOptions(argv, io, usage, {
    ...dbOption,
    view: { type: "string" },
    watch: { type: "boolean" },
    json: { type: "boolean" },
  });
  if (read === null) return usageError;
  const { db, view, watch = false, json = false } = read.values;
  const chosen = statusViews.find((each) => each === view);
  if (view !== undefined && chosen === undefined)
    return misuse(io, `there is no view ${view}.`, usage);
  const [workflow, ...more] = read.positionals;
  if (more.length > 0) return misuse(io, "status takes one workflow.", usage);
  return withEngine(io, db, async (engine) => {
    const show = () => print(engine, io, { workflow_id: workflow, view: chosen }, json);
    const code = await show();
    if (!watch || code !== 0) return code;
    let token = await engine.ports.store.changeToken();
    for (;;) {
      await sleep(500);
      const now = await engine.ports.store.changeToken();
      if (now === token) continue;
      token = now;
      io.stdout(`\n--- ${new Date().toISOString()}\n`);
      await show();
    }
  });
};

const print = async (
  engine: Engine,
  io: Io,
  input: Parameters<Engine["status"]>[0],
  json: boolean,
): Promise<number> => {
  const answer = await engine.status(input);
  if (answer.type === "refused") return printRefusal(io, answer);
  io.stdout(
    json
      ? `${JSON.stringify(answer.content, null, 2)}\n`
      : `${printable(renderText(answer.content))}\n`,
  );
  return 0;
};
