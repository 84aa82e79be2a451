import { secondsOf } from "../definition/duration.ts";
import type { Engine } from "../engine/engine.ts";
import { confirmed } from "./confirmed.ts";
import { chooseWorkflows, statusesOf } from "./control/choose-workflows.ts";
import { listChosen } from "./control/list-chosen.ts";
import { type Io, usageError } from "./io.ts";
import { dbOption, misuse, readOptions } from "./options.ts";
import { plain } from "./run/plain.ts";
import { whoRuns } from "./who-runs.ts";
import { printRefusal, withEngine } from "./with-engine.ts";

const actions = [
  "pause",
  "unpause",
  "cancel",
  "terminate",
  "retry_step",
  "skip_step",
  "replan",
  "compensate",
] as const;
const usage = `baton control ACTION [WORKFLOW...] [--step STEP] [--reason TEXT] [--status STATUS,...] [--older-than 2d] [--dry-run] [--yes] [--db FILE]
ACTION is one of ${actions.join(", ")}.`;

const stepActions: ReadonlySet<string> = new Set(["retry_step", "skip_step", "replan"]);

/**
 * `baton control`: steers one workflow or many. Lists what it is about to do first, and does it only when a person
 * types yes in a terminal, or with `--yes`.
 */
export const controlCommand = async (argv: readonly string[], io: Io): Promise<number> => {
  const read = readOptions(argv, io, usage, {
    ...dbOption,
    step: { type: "string" },
    reason: { type: "string" },
    status: { type: "string" },
    "older-than": { type: "string" },
    "dry-run": { type: "boolean" },
    yes: { type: "boolean" },
  });
  if (read === null) return usageError;
  const { values, positionals } = read;
  const { step, reason = "by baton control", status, "older-than": older, yes = false } = values;
  const [wanted, ...ids] = positionals;
  const action = actions.find((each) => each === wanted);
  if (action === undefined) {
    const what =
      wanted === undefined ? "control needs an action." : `there is no action ${wanted}.`;
    return misuse(io, what, usage);
  }
  const filtered = status !== undefined || older !== undefined;
  if (filtered === ids.length > 0)
    return misuse(io, "name workflows, or choose them by --status or --older-than.", usage);
  if (stepActions.has(action) && (step === undefined || ids.length !== 1))
    return misuse(io, `${action} needs --step and one workflow.`, usage);
  if (step !== undefined && ids.length !== 1)
    return misuse(io, "--step is about one workflow.", usage);
  const statuses = statusesOf(status);
  if (typeof statuses === "string") return misuse(io, statuses, usage);
  const age = older === undefined ? 0 : secondsOf(older);
  if (age === null) return misuse(io, `"${older}" is no duration, such as 90m or 2d.`, usage);
  return withEngine(io, values.db, async (engine, baton) => {
    const chosen = await chooseWorkflows(engine, { ids, statuses, olderThanMs: age * 1000 });
    if (chosen.type === "refused") return printRefusal(io, chosen);
    const { rows } = chosen;
    if (rows.length === 0) {
      io.stdout("No workflow fits.\n");
      return 0;
    }
    const listed = await listChosen(engine, action, rows, step ?? null);
    for (const line of listed.lines) io.stdout(`${line}\n`);
    const doable = rows.filter(({ workflow }) => !listed.impossible.has(workflow));
    if (values["dry-run"] === true) {
      io.stdout(`Nothing was done: ${action} of ${doable.length} of ${rows.length} listed.\n`);
      return 0;
    }
    if (doable.length === 0) return 1;
    const what = `${action} ${doable.length} workflow${doable.length === 1 ? "" : "s"}`;
    if (!yes && !(await confirmed(io, what))) return 1;
    let refused = rows.length - doable.length;
    for (const { workflow } of doable) {
      const done = await perform(
        engine,
        io,
        { workflow_id: workflow, action, reason: baton.clean(reason).text, step },
        baton,
      );
      if (!done) refused++;
    }
    return refused > 0 ? 1 : 0;
  });
};

const perform = async (
  engine: Engine,
  io: Io,
  input: Parameters<Engine["controlWorkflow"]>[0],
  baton: Parameters<typeof whoRuns>[0],
): Promise<boolean> => {
  const answer = await engine.controlWorkflow(input, whoRuns(baton));
  if (answer.type === "refused") {
    io.stderr(`${input.workflow_id}: `);
    printRefusal(io, answer);
    return false;
  }
  const { status, effects } = answer.content;
  io.stdout(`${input.workflow_id} is ${String(status)}\n`);
  if (Array.isArray(effects))
    for (const effect of effects) io.stdout(`  ${plain(String(effect))}\n`);
  return true;
};
