import { isJsonObject, type Json, type JsonObject } from "../core/json.ts";
import { confirmed } from "./confirmed.ts";
import { type Io, usageError } from "./io.ts";
import { dbOption, misuse, readOptions } from "./options.ts";
import { plain } from "./run/plain.ts";
import { whoRuns } from "./who-runs.ts";
import { printRefusal, withEngine } from "./with-engine.ts";

const usage =
  "baton rewind CHECKPOINT|WORKFLOW@EVENT [--compensate] [--force] [--dry-run] [--yes] [--db FILE]";

/**
 * `baton rewind`: returns a workflow to a checkpoint or an event, with `--compensate` once what was done since is undone. Shows
 * first what is lost, what is undone and what stays; a person types yes in a terminal, or says `--yes`.
 */
export const rewindCommand = async (argv: readonly string[], io: Io): Promise<number> => {
  const read = readOptions(argv, io, usage, {
    ...dbOption,
    compensate: { type: "boolean" },
    force: { type: "boolean" },
    "dry-run": { type: "boolean" },
    yes: { type: "boolean" },
  });
  if (read === null) return usageError;
  const { compensate = false, force = false, yes = false, db, "dry-run": dry } = read.values;
  const [point, ...more] = read.positionals;
  if (point === undefined || more.length > 0)
    return misuse(io, "rewind needs one checkpoint, or one event.", usage);
  return withEngine(io, db, async (engine, baton) => {
    const caller = whoRuns(baton);
    const shown = await engine.resume({ checkpoint_id: point }, caller);
    if (shown.type === "refused") return printRefusal(io, shown);
    for (const line of told(shown.content, compensate)) io.stdout(`${plain(line)}\n`);
    if (dry === true) return 0;
    if (!yes && !(await confirmed(io, `rewind ${String(shown.content.workflow_id)}`))) return 1;
    const done = await engine.resume(
      { checkpoint_id: point, rewind: true, compensate, force },
      caller,
    );
    if (done.type === "refused") return printRefusal(io, done);
    const { workflow_id, status, next } = done.content;
    io.stdout(`${workflow_id} is ${status}. ${plain(String(next))}\n`);
    return 0;
  });
};

/** What a person has to know of a return before it is done, a line each. */
const told = (preview: JsonObject, compensate: boolean): readonly string[] => {
  const { workflow_id, checkpoint_id, steps_lost, effects_after_checkpoint: effects } = preview;
  const { undo, stays } = isJsonObject(preview.compensate) ? preview.compensate : {};
  return [
    `${workflow_id} returns to ${checkpoint_id}.`,
    `steps that are open again: ${listed(steps_lost)}`,
    ...(compensate
      ? [
          `undone first, in this order: ${listed(undo)}`,
          `nobody can undo, and stays: ${listed(stays)}`,
        ]
      : []),
    "what happened since:",
    ...(Array.isArray(effects) && effects.length > 0 ? effects : ["nothing"]).map(
      (line) => `- ${line}`,
    ),
  ];
};

const listed = (names: Json | undefined): string =>
  Array.isArray(names) && names.length > 0 ? names.join(", ") : "nothing";
