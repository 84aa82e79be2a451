import { existsSync } from "node:fs";
import type { Person } from "../../core/person.ts";
import {
  type Check,
  checksOf,
  keyCommandOf,
  limitsOf,
  peopleOf,
  readConfig,
} from "../../server/project/operator-config.ts";
import { defaultTimeout } from "../../server/project/run-check.ts";
import { type Io, usageError } from "../io.ts";
import { misuse, readOptions } from "../options.ts";
import { personText } from "./edit-people.ts";
import { type ConfigPlace, commandText, configUsage } from "./usage.ts";

/** Prints where the configuration is and what it holds for this project. */
export const showConfig = async (
  argv: readonly string[],
  { file, project }: ConfigPlace,
  io: Io,
): Promise<number> => {
  const read = readOptions(argv, io, configUsage, { json: { type: "boolean" } });
  if (read === null) return usageError;
  if (read.positionals.length > 0) {
    return misuse(io, `config knows no ${read.positionals[0]}.`, configUsage);
  }
  const exists = existsSync(file);
  const config = await readConfig(file);
  const checks = checksOf(config, project);
  const { pools, parallelAgents, workflowTokens, workflows } = limitsOf(config, project);
  const people = peopleOf(config);
  const keyCommand = keyCommandOf(config, project);
  const price = config.price_per_million_tokens ?? null;
  if (read.values.json) {
    const shown = {
      path: file,
      exists,
      project,
      checks: checks.map(asJson),
      pools,
      capacity: {
        parallel_agents: parallelAgents,
        tokens: workflowTokens ?? null,
        workflows: workflows ?? null,
      },
      people: people.map(personJson),
      price_per_million_tokens: price,
      key_command: keyCommand,
    };
    io.stdout(`${JSON.stringify(shown, null, 2)}\n`);
    return 0;
  }
  io.stdout(`File     ${file}${exists ? "" : " (does not exist yet)"}\nProject  ${project}\n`);
  showEach(checks, io);
  const sizes = Object.entries(pools).map(([name, units]) => `${name} ${units}`);
  io.stdout(`Pools    ${sizes.join(", ") || "none; add one: baton config add-pool gpu 2"}\n`);
  io.stdout(`Agents   at most ${parallelAgents} at work at once\n`);
  if (workflowTokens !== undefined) io.stdout(`Tokens   at most ${workflowTokens} a workflow\n`);
  if (workflows !== undefined) io.stdout(`Workflows  at most ${workflows} unfinished\n`);
  showPeople(people, io);
  if (price !== null) io.stdout(`Price    ${price} for a million tokens\n`);
  if (keyCommand !== null) io.stdout(`Key      from ${commandText(keyCommand)}\n`);
  return 0;
};

const showEach = (checks: readonly Check[], io: Io): void => {
  if (checks.length === 0) {
    io.stdout("Checks   none; add one: baton config add-check tests -- npm test\n");
    return;
  }
  const width = Math.max(...checks.map(({ name }) => name.length));
  for (const [index, { name, entry, source }] of checks.entries()) {
    const more = [
      `${entry.timeout_seconds ?? defaultTimeout} s`,
      ...(entry.cwd === undefined ? [] : [`in ${entry.cwd}`]),
      ...(source === "defaults" ? ["for every project"] : []),
    ];
    const label = index === 0 ? "Checks " : "       ";
    io.stdout(
      `${label}  ${name.padEnd(width)}  ${commandText(entry.command)}  (${more.join(", ")})\n`,
    );
  }
};

const showPeople = (people: readonly Person[], io: Io): void => {
  for (const [index, { name, accounts, roles }] of people.entries())
    io.stdout(`${index === 0 ? "People " : "       "}  ${personText(name, accounts, roles)}\n`);
};

const personJson = ({ name, accounts, roles }: Person) => ({ name, users: accounts, roles });

const asJson = ({ name, entry, source }: Check) => ({
  name,
  command: entry.command,
  timeout_seconds: entry.timeout_seconds ?? defaultTimeout,
  cwd: entry.cwd ?? ".",
  source,
});
