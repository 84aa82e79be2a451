import type { Engine } from "../engine/engine.ts";
import { findWorkflow, workflowState } from "../engine/find-by-id.ts";
import type { Io } from "./io.ts";
import { usageError } from "./io.ts";
import { dbOption, misuse, readOptions } from "./options.ts";
import { diagnose } from "./recover/diagnose.ts";
import { plain } from "./run/plain.ts";
import { printRefusal, withEngine } from "./with-engine.ts";

const usage = "baton recover [WORKFLOW] [--db FILE]";
/** Most workflows looked at without a name. */
const shown = 20;

/** `baton recover`: what stopped, why, and the safe way on. Only reads. */
export const recoverCommand = async (argv: readonly string[], io: Io): Promise<number> => {
  const read = readOptions(argv, io, usage, dbOption);
  if (read === null) return usageError;
  const [wanted, ...more] = read.positionals;
  if (more.length > 0) return misuse(io, "recover takes one workflow.", usage);
  return withEngine(io, read.values.db, async (engine) => {
    if (wanted === undefined) return recoverAll(engine, io);
    const row = await findWorkflow(engine.ports, wanted);
    if ("code" in row) return printRefusal(io, row);
    await print(engine, io, row.workflow);
    return 0;
  });
};

const recoverAll = async (engine: Engine, io: Io): Promise<number> => {
  const { store } = engine.ports;
  const [open, ended] = await Promise.all([
    store.workflows({ open: true, limit: shown, offset: 0 }),
    store.workflows({ open: false, limit: shown, offset: 0 }),
  ]);
  const rows = [...open, ...ended.filter(({ status }) => status === "failed")];
  if (rows.length === 0) io.stdout("Nothing is unfinished, and nothing failed lately.\n");
  for (const { workflow } of rows) await print(engine, io, workflow);
  return 0;
};

const print = async ({ ports }: Engine, io: Io, workflow: string): Promise<void> => {
  const state = await workflowState(ports, workflow);
  const { findings, way } = await diagnose(ports, state);
  const reason = state.reason === "" ? "" : `: ${plain(state.reason)}`;
  io.stdout(`${plain(state.title)} (${state.id}) is ${state.status}${reason}\n`);
  for (const finding of findings) io.stdout(`  ${plain(finding)}\n`);
  io.stdout(`  Way on: ${way}\n`);
};
