import type { Queries } from "../core/port/query.ts";
import { asWorkflow } from "../engine/as-workflow.ts";
import { findWorkflow } from "../engine/find-by-id.ts";
import { iso } from "../engine/iso.ts";
import { sentenceOf } from "../engine/status/sentence.ts";
import { stepsInOrder } from "../engine/steps-in-order.ts";
import { type Io, usageError } from "./io.ts";
import { dbOption, misuse, readOptions } from "./options.ts";
import { plain } from "./run/plain.ts";
import { printRefusal, withEngine } from "./with-engine.ts";

const usage = "baton replay WORKFLOW [--at VERSION] [--db FILE]";
const page = 500;

/** `baton replay`: what happened, event by event; with `--at` how things stood after one of them. Only reads. */
export const replayCommand = async (argv: readonly string[], io: Io): Promise<number> => {
  const read = readOptions(argv, io, usage, { ...dbOption, at: { type: "string" } });
  if (read === null) return usageError;
  const [wanted, ...more] = read.positionals;
  if (wanted === undefined || more.length > 0)
    return misuse(io, "replay takes one workflow.", usage);
  const at = read.values.at === undefined ? null : Number(read.values.at);
  if (at !== null && !(Number.isSafeInteger(at) && at >= 1))
    return misuse(io, "--at takes the number of an event, from 1.", usage);
  return withEngine(io, read.values.db, async ({ ports: { store }, ports }) => {
    const row = await findWorkflow(ports, wanted);
    if ("code" in row) return printRefusal(io, row);
    if (at === null) return printEvents(store, io, row.workflow);
    const { version } = await store.state(row.workflow);
    if (at > version) return misuse(io, `${row.workflow} has ${version} events.`, usage);
    return printState(store, io, row.workflow, at);
  });
};

const printEvents = async (store: Queries, io: Io, workflow: string): Promise<number> => {
  for (let after = 0; ; ) {
    const events = await store.events(workflow, after, page);
    for (const { version, at, actor, data } of events) {
      const what = sentenceOf(data) ?? data.type;
      io.stdout(`${version} ${iso(at)} ${plain(actor.name)}: ${plain(what)}\n`);
    }
    after = events.at(-1)?.version ?? after;
    if (events.length < page) return 0;
  }
};

const printState = async (
  store: Queries,
  io: Io,
  workflow: string,
  at: number,
): Promise<number> => {
  const state = asWorkflow(await store.stateAt(workflow, at));
  const [event] = await store.events(workflow, at - 1, 1);
  const when = event === undefined ? "" : ` (${iso(event.at)})`;
  const reason = state.reason === "" ? "" : `: ${plain(state.reason)}`;
  io.stdout(`${plain(state.title)} (${workflow}) after event ${at}${when}\n`);
  io.stdout(`  ${state.status}${reason}\n`);
  for (const step of stepsInOrder(state)) {
    const why = step.reason === "" ? "" : `: ${plain(step.reason)}`;
    io.stdout(`  ${step.name}: ${step.status}, ${step.attempts.length} attempts${why}\n`);
  }
  for (const [name, value] of Object.entries(state.flow?.values ?? {}))
    io.stdout(`  ${name} = ${plain(JSON.stringify(value))}\n`);
  for (const task of state.tasks.values())
    io.stdout(`  ${task.id}: ${task.status}: ${plain(task.title)}\n`);
  return 0;
};
