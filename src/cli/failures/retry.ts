import type { HandoffRow } from "../../core/project/row.ts";
import type { Refusal } from "../../core/refusal.ts";
import { secondsOf } from "../../definition/duration.ts";
import type { Engine } from "../../engine/engine.ts";
import { findWorkflow } from "../../engine/find-by-id.ts";
import { confirmed } from "../confirmed.ts";
import { type Io, usageError } from "../io.ts";
import { dbOption, misuse, readOptions } from "../options.ts";
import { plain } from "../run/plain.ts";
import { whoRuns } from "../who-runs.ts";
import { printRefusal, withEngine } from "../with-engine.ts";

/** How `baton failures retry` is used. */
export const retryUsage =
  "baton failures retry [WORKFLOW...] [--agent NAME] [--older-than 2d] [--reason TEXT] [--dry-run] [--yes] [--db FILE]";

/** `baton failures retry`: tries steps that stay failed again, once a person has seen which. */
export const retryCommand = async (argv: readonly string[], io: Io): Promise<number> => {
  const read = readOptions(argv, io, retryUsage, {
    ...dbOption,
    agent: { type: "string" },
    "older-than": { type: "string" },
    reason: { type: "string" },
    "dry-run": { type: "boolean" },
    yes: { type: "boolean" },
  });
  if (read === null) return usageError;
  const { values, positionals: ids } = read;
  const { agent, "older-than": older } = values;
  const age = older === undefined ? 0 : secondsOf(older);
  if (age === null) return misuse(io, `"${older}" is no duration, such as 90m or 2d.`, retryUsage);
  return withEngine(io, values.db, async (engine, baton) => {
    const found = await lettersOf(engine, ids);
    if ("code" in found) return printRefusal(io, found);
    const before = engine.ports.clock.now() - age * 1000;
    const rows = found.filter(
      (row) => row.since <= before && (agent === undefined || row.agent === agent),
    );
    if (rows.length === 0) {
      io.stdout("No dead letter fits.\n");
      return 0;
    }
    for (const { workflow, step, agent: by, since } of rows) {
      const at = new Date(since).toISOString();
      io.stdout(`${workflow} ${plain(step)} (${plain(by)}), since ${at}\n`);
    }
    const what = `retry ${rows.length} step${rows.length === 1 ? "" : "s"}`;
    if (values["dry-run"] === true) {
      io.stdout(`Nothing was done: ${what} listed.\n`);
      return 0;
    }
    if (values.yes !== true && !(await confirmed(io, what))) return 1;
    const reason = baton.clean(values.reason ?? "by baton failures retry").text;
    let refused = 0;
    for (const { workflow, step } of rows) {
      const input = { workflow_id: workflow, action: "retry_step", step, reason } as const;
      const answer = await engine.controlWorkflow(input, whoRuns(baton));
      if (answer.type === "content") {
        io.stdout(`${workflow} ${plain(step)} is tried again\n`);
        continue;
      }
      refused++;
      io.stderr(`${workflow} ${plain(step)}: `);
      printRefusal(io, answer);
    }
    return refused > 0 ? 1 : 0;
  });
};

const page = 500;

/** The dead letters of these workflows, or of all; newest first. */
const lettersOf = async (
  { ports }: Engine,
  ids: readonly string[],
): Promise<readonly HandoffRow[] | Refusal> => {
  const workflows = new Set<string>();
  for (const id of ids) {
    const row = await findWorkflow(ports, id);
    if ("code" in row) return row;
    workflows.add(row.workflow);
  }
  const rows: HandoffRow[] = [];
  for (;;) {
    const more = await ports.store.failed({ limit: page, offset: rows.length });
    rows.push(...more);
    if (more.length < page) break;
  }
  return ids.length === 0 ? rows : rows.filter(({ workflow }) => workflows.has(workflow));
};
