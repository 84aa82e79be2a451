import { secondsOf } from "../../definition/duration.ts";
import { receiverOf } from "../../engine/signal/receiver-of.ts";
import { confirmed } from "../confirmed.ts";
import { type Io, usageError } from "../io.ts";
import { dbOption, misuse, readOptions } from "../options.ts";
import { plain } from "../run/plain.ts";
import { whoRuns } from "../who-runs.ts";
import { printRefusal, withEngine } from "../with-engine.ts";
import { chooseSignals } from "./choose-signals.ts";

/** How `baton signals discard` is used. */
export const discardUsage =
  "baton signals discard [SIGNAL...] [--name NAME] [--workflow WORKFLOW] [--correlation KEY] [--older-than 30d] [--reason TEXT] [--dry-run] [--yes] [--db FILE]";

/** `baton signals discard`: throws away signals nobody has taken, once a person has seen which. */
export const discardCommand = async (argv: readonly string[], io: Io): Promise<number> => {
  const read = readOptions(argv, io, discardUsage, {
    ...dbOption,
    name: { type: "string" },
    workflow: { type: "string" },
    correlation: { type: "string" },
    "older-than": { type: "string" },
    reason: { type: "string" },
    "dry-run": { type: "boolean" },
    yes: { type: "boolean" },
  });
  if (read === null) return usageError;
  const { values, positionals: ids } = read;
  const { name, workflow, correlation, "older-than": older } = values;
  const filtered = [name, workflow, correlation, older].some((each) => each !== undefined);
  if (filtered === ids.length > 0)
    return misuse(io, "name signals, or choose them by an option.", discardUsage);
  const age = older === undefined ? 0 : secondsOf(older);
  if (age === null)
    return misuse(io, `"${older}" is no duration, such as 90m or 2d.`, discardUsage);
  return withEngine(io, values.db, async (engine, baton) => {
    const chosen = await chooseSignals(engine, {
      ids,
      name,
      workflow,
      correlation,
      olderThanMs: age * 1000,
    });
    if (chosen.type === "refused") return printRefusal(io, chosen);
    const { rows } = chosen;
    if (rows.length === 0) {
      io.stdout("No signal fits.\n");
      return 0;
    }
    for (const { signal, name: called, address, at } of rows) {
      const { workflow_id, correlation: key } = receiverOf(address);
      const to = key === undefined ? `workflow ${workflow_id}` : `correlation ${key}`;
      io.stdout(`${signal} ${called} for ${plain(to)}, since ${new Date(at).toISOString()}\n`);
    }
    const what = `discard ${rows.length} signal${rows.length === 1 ? "" : "s"}`;
    if (values["dry-run"] === true) {
      io.stdout(`Nothing was done: ${what} listed.\n`);
      return 0;
    }
    if (values.yes !== true && !(await confirmed(io, what))) return 1;
    const reason = baton.clean(values.reason ?? "by baton signals discard").text;
    const answer = await engine.discardSignals({ signals: rows, reason }, whoRuns(baton));
    if (answer.type === "refused") return printRefusal(io, answer);
    const { discarded, taken_meanwhile: taken } = answer.content;
    io.stdout(`Discarded ${discarded}.${taken === 0 ? "" : ` ${taken} were taken meanwhile.`}\n`);
    return 0;
  });
};
