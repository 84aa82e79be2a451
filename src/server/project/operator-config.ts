import { readFile, stat } from "node:fs/promises";
import * as z from "zod";
import type { Limits } from "../../core/command/lease-request.ts";
import type { Person } from "../../core/person.ts";
import { OutsideFault } from "../../core/port/outside-fault.ts";
import { errorPlace } from "./json-error-place.ts";

/** Most units of a pool. */
export const poolLimit = 1_000_000;
/** Most agents at work at once, and what holds where the operator says nothing. */
export const agentLimit = 1000;

const argument = z.string().refine((text) => !text.includes("\0"), "holds a NUL character");

const commandShape = z.tuple([argument.min(1)], argument);
const checkShape = z.looseObject({
  command: commandShape,
  timeout_seconds: z.int().min(1).max(86_400).optional(),
  cwd: argument.optional(),
});
const settingsShape = z.looseObject({
  checks: z.record(z.string(), checkShape).optional(),
  pools: z.record(z.string(), z.int().min(1).max(poolLimit)).optional(),
  capacity: z
    .looseObject({
      parallel_agents: z.int().min(1).max(agentLimit).optional(),
      tokens: z.int().min(1).optional(),
      workflows: z.int().min(1).optional(),
    })
    .optional(),
  key_command: commandShape.optional(),
});
const personShape = z.looseObject({
  users: z.array(argument.min(1)).optional(),
  roles: z.array(argument.min(1)).optional(),
});
const configShape = z.looseObject({
  version: z.literal(1),
  projects: z.record(z.string(), settingsShape).optional(),
  defaults: settingsShape.optional(),
  people: z.record(argument.min(1).max(100), personShape).optional(),
  price_per_million_tokens: z.number().positive().optional(),
});

/** A command the operator allows as a gate: argv, seconds (600 without), a folder relative to the project's. */
export type CheckEntry = z.output<typeof checkShape>;
/** What the operator sets for a project, or for all. */
export type ProjectSettings = z.output<typeof settingsShape>;

/** A person: users of the operating system (the one of that name without), and roles. */
export type PersonEntry = z.output<typeof personShape>;
/** The operator's configuration as its file has it; keys we do not know are kept. */
export type OperatorConfig = z.output<typeof configShape>;

/** A check with where it comes from. */
export interface Check {
  readonly name: string;
  readonly entry: CheckEntry;
  readonly source: "project" | "defaults";
}

/** The operator's file is there and cannot be used; the message names file and place. */
export class ConfigBroken extends OutsideFault {
  override readonly name = "ConfigBroken";

  constructor(message: string, options?: ErrorOptions) {
    super(
      message,
      "Mend the file by hand, or move it away; Baton does not write over it.",
      options,
    );
  }
}

/** Reads the operator's file; an absent one is an empty configuration. Throws {@link ConfigBroken}. */
export const readConfig = async (path: string): Promise<OperatorConfig> => {
  const text = await textOf(path);
  if (text === null) return { version: 1 };
  const parsed = configShape.safeParse(jsonOf(text, path));
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.slice(0, 3).map((issue) => {
    const where = issue.path.map((key) => `[${JSON.stringify(key)}]`).join("");
    return `${where || "the whole"}: ${issue.message}`;
  });
  throw new ConfigBroken(`${path} is no configuration of Baton: ${faults.join("; ")}.`);
};

/** The checks of a project, sorted by name; its own go before the defaults of the same name. */
export const checksOf = (config: OperatorConfig, project: string): readonly Check[] => {
  const own = config.projects?.[project]?.checks ?? {};
  const found = new Map<string, Check>();
  for (const [name, entry] of Object.entries(config.defaults?.checks ?? {})) {
    found.set(name, { name, entry, source: "defaults" });
  }
  for (const [name, entry] of Object.entries(own)) {
    found.set(name, { name, entry, source: "project" });
  }
  return [...found.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
};

/** What a project's workflows may use at once; its own settings go before the defaults. */
export const limitsOf = (config: OperatorConfig, project: string): Limits => {
  const own = config.projects?.[project];
  const { defaults } = config;
  const tokens = own?.capacity?.tokens ?? defaults?.capacity?.tokens;
  const workflows = own?.capacity?.workflows ?? defaults?.capacity?.workflows;
  return {
    pools: { ...defaults?.pools, ...own?.pools },
    parallelAgents:
      own?.capacity?.parallel_agents ?? defaults?.capacity?.parallel_agents ?? agentLimit,
    ...(tokens === undefined ? {} : { workflowTokens: tokens }),
    ...(workflows === undefined ? {} : { workflows }),
  };
};

/** The command that prints the key of a project's database; null without one. */
export const keyCommandOf = (
  config: OperatorConfig,
  project: string,
): readonly [string, ...string[]] | null =>
  config.projects?.[project]?.key_command ?? config.defaults?.key_command ?? null;

/** The people the operator has named, sorted by name. A user two of them claim is the first one's. */
export const peopleOf = (config: OperatorConfig): readonly Person[] =>
  Object.entries(config.people ?? {})
    .map(([name, { users, roles }]) => ({ name, accounts: users ?? [name], roles: roles ?? [] }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));

const textOf = async (path: string): Promise<string | null> => {
  try {
    await refuseForeign(path);
    return (await readFile(path, "utf8")).replace(/^\uFEFF/, "");
  } catch (error) {
    if (error instanceof ConfigBroken) throw error;
    const code = error instanceof Error && "code" in error ? String(error.code) : "error";
    if (code === "ENOENT" || code === "ENOTDIR") return null;
    throw new ConfigBroken(`${path} cannot be read (${code}).`, { cause: error });
  }
};

/** It names commands that run with our rights, so nobody else may have written it. */
const refuseForeign = async (path: string): Promise<void> => {
  const own = process.getuid?.();
  if (own === undefined) return;
  const { mode, uid } = await stat(path);
  if (uid !== own && uid !== 0) {
    throw new ConfigBroken(`${path} belongs to another user, so it is not followed.`);
  }
  if ((mode & 0o002) !== 0) {
    throw new ConfigBroken(
      `${path} can be written by every user of this machine, so it is not followed (chmod o-w ends that).`,
    );
  }
};

const jsonOf = (text: string, path: string): unknown => {
  try {
    return JSON.parse(text);
  } catch (error) {
    const { line, column } = errorPlace(text);
    throw new ConfigBroken(`${path} is not JSON at line ${line}, column ${column}.`, {
      cause: error,
    });
  }
};
