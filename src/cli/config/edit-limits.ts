import { nearest } from "../../core/nearest.ts";
import { addPool, removePool, setCapacity } from "../../server/project/edit-config.ts";
import {
  agentLimit,
  limitsOf,
  poolLimit,
  readConfig,
} from "../../server/project/operator-config.ts";
import { type Io, usageError } from "../io.ts";
import { isOperator, refuseAgent } from "../operator.ts";
import { misuse, readOptions } from "../options.ts";
import { type ConfigPlace, configUsage, entryName } from "./usage.ts";

/** `add-pool NAME UNITS`: declares a pool, or gives it another size. */
export const addPoolCommand = async (
  argv: readonly string[],
  { file, project }: ConfigPlace,
  io: Io,
): Promise<number> => {
  const read = readOptions(argv, io, configUsage, {});
  if (read === null) return usageError;
  const [name = "", units = "", ...more] = read.positionals;
  if (!entryName.test(name) || more.length > 0) {
    return misuse(io, "add-pool needs a name and a number of units.", configUsage);
  }
  const size = wholeNumber(units, poolLimit);
  if (size === null)
    return misuse(io, `add-pool takes whole units from 1 to ${poolLimit}.`, configUsage);
  if (!isOperator(io)) return refuseAgent(io, "pools are the operator's");
  const { existed } = await addPool(file, project, name, size);
  io.stdout(`${existed ? "Changed" : "Added"} pool ${name}: ${size} units\n`);
  return 0;
};

/** `remove-pool NAME`. Steps that use it then wait until it is there again. */
export const removePoolCommand = async (
  argv: readonly string[],
  { file, project }: ConfigPlace,
  io: Io,
): Promise<number> => {
  const read = readOptions(argv, io, configUsage, {});
  if (read === null) return usageError;
  const [name, ...more] = read.positionals;
  if (name === undefined || more.length > 0) {
    return misuse(io, "remove-pool needs one name.", configUsage);
  }
  if (!isOperator(io)) return refuseAgent(io, "pools are the operator's");
  const own = Object.keys((await readConfig(file)).projects?.[project]?.pools ?? {});
  if (own.includes(name) && (await removePool(file, project, name)).existed) {
    io.stdout(`Removed pool ${name}.\n`);
    return 0;
  }
  const [near] = nearest(name, own, 1);
  const known = limitsOf(await readConfig(file), project).pools;
  const fix = Object.hasOwn(known, name)
    ? `It is a default for every project; edit ${file}.`
    : near === undefined
      ? "baton config lists the pools."
      : `Did you mean ${near}?`;
  io.stderr(`baton: this project has no pool ${name} of its own. ${fix}\n`);
  return 1;
};

/** `set-capacity [AGENTS] [--tokens N] [--workflows N]`: agents at work at once over all workflows, tokens a workflow may be given, unfinished workflows. */
export const setCapacityCommand = async (
  argv: readonly string[],
  { file, project }: ConfigPlace,
  io: Io,
): Promise<number> => {
  const read = readOptions(argv, io, configUsage, {
    tokens: { type: "string" },
    workflows: { type: "string" },
  });
  if (read === null) return usageError;
  const [text, ...more] = read.positionals;
  const agents = text === undefined ? undefined : wholeNumber(text, agentLimit);
  const counted = (given: string | undefined): number | undefined | null =>
    given === undefined ? undefined : wholeNumber(given, countLimit);
  const tokens = counted(read.values.tokens);
  const workflows = counted(read.values.workflows);
  const nothing = agents === undefined && tokens === undefined && workflows === undefined;
  const wrong = agents === null || tokens === null || workflows === null;
  if (nothing || wrong || more.length > 0) {
    return misuse(
      io,
      `set-capacity takes a number of agents from 1 to ${agentLimit}, or --tokens or --workflows from 1 to ${countLimit}.`,
      configUsage,
    );
  }
  if (!isOperator(io)) return refuseAgent(io, "limits are the operator's");
  await setCapacity(file, project, {
    ...(agents === undefined ? {} : { parallel_agents: agents }),
    ...(tokens === undefined ? {} : { tokens }),
    ...(workflows === undefined ? {} : { workflows }),
  });
  if (agents !== undefined) io.stdout(`At most ${agents} agents are at work at once.\n`);
  if (tokens !== undefined) io.stdout(`A workflow may be given at most ${tokens} tokens.\n`);
  if (workflows !== undefined)
    io.stdout(`At most ${workflows} workflows are unfinished at once.\n`);
  return 0;
};

const countLimit = 1_000_000_000;

const wholeNumber = (text: string, most: number): number | null => {
  const number = /^\d{1,10}$/.test(text) ? Number(text) : 0;
  return number >= 1 && number <= most ? number : null;
};
