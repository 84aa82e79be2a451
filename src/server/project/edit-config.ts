import { randomUUID } from "node:crypto";
import { mkdir, open, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { withFileLock } from "./file-lock.ts";
import { realPath } from "./look.ts";
import {
  type CheckEntry,
  type OperatorConfig,
  type PersonEntry,
  type ProjectSettings,
  readConfig,
} from "./operator-config.ts";

/** What an edit met: whether something of that name was there before. */
interface Edited {
  readonly existed: boolean;
}

/** Gives a project a check, in place of one of the same name. Throws ConfigBroken, and then writes nothing. */
export const addCheck = (
  path: string,
  project: string,
  name: string,
  entry: CheckEntry,
): Promise<Edited> =>
  editProject(path, project, ({ checks, ...rest }) => ({
    settings: { ...rest, checks: { ...checks, [name]: entry } },
    existed: has(checks, name),
  }));

/** Takes a check from a project. Throws ConfigBroken, and then writes nothing. */
export const removeCheck = (path: string, project: string, name: string): Promise<Edited> =>
  editProject(path, project, ({ checks, ...rest }) => ({
    settings: { ...rest, checks: without(checks, name) },
    existed: has(checks, name),
  }));

/** Says what a million tokens cost; null takes it back. Throws ConfigBroken, and then writes nothing. */
export const setPrice = async (path: string, price: number | null): Promise<void> => {
  await editConfig(path, ({ price_per_million_tokens: before, ...config }) => ({
    config: price === null ? config : { ...config, price_per_million_tokens: price },
    existed: before !== undefined,
  }));
};

/** Declares a pool of so many units. Throws ConfigBroken, and then writes nothing. */
export const addPool = (
  path: string,
  project: string,
  name: string,
  units: number,
): Promise<Edited> =>
  editProject(path, project, ({ pools, ...rest }) => ({
    settings: { ...rest, pools: { ...pools, [name]: units } },
    existed: has(pools, name),
  }));

/** Takes a pool away. Throws ConfigBroken, and then writes nothing. */
export const removePool = (path: string, project: string, name: string): Promise<Edited> =>
  editProject(path, project, ({ pools, ...rest }) => ({
    settings: { ...rest, pools: without(pools, name) },
    existed: has(pools, name),
  }));

/** Says which command prints the key of a project's database; null takes it back. Throws ConfigBroken, and then writes nothing. */
export const setKeyCommand = (
  path: string,
  project: string,
  command: readonly [string, ...string[]] | null,
): Promise<Edited> =>
  editProject(path, project, ({ key_command: before, ...rest }) => ({
    settings: command === null ? rest : { ...rest, key_command: [...command] },
    existed: before !== undefined,
  }));

/** What `set-capacity` changes; what is absent stays. */
export interface CapacityEntry {
  readonly parallel_agents?: number;
  readonly tokens?: number;
  readonly workflows?: number;
}

/** Sets what may be used at once, and by a workflow. Throws ConfigBroken, and then writes nothing. */
export const setCapacity = (path: string, project: string, entry: CapacityEntry): Promise<Edited> =>
  editProject(path, project, ({ capacity, ...rest }) => ({
    settings: { ...rest, capacity: { ...capacity, ...entry } },
    existed: capacity !== undefined,
  }));

/** Names a person, in place of one of the same name. Throws ConfigBroken, and then writes nothing. */
export const addPerson = (path: string, name: string, entry: PersonEntry): Promise<Edited> =>
  editConfig(path, ({ people, ...rest }) => ({
    config: { ...rest, people: { ...people, [name]: entry } },
    existed: has(people, name),
  }));

/** Takes a person out. Throws ConfigBroken, and then writes nothing. */
export const removePerson = (path: string, name: string): Promise<Edited> =>
  editConfig(path, ({ people, ...rest }) => ({
    config: { ...rest, people: without(people, name) },
    existed: has(people, name),
  }));

const has = (entries: object | undefined, name: string): boolean =>
  entries !== undefined && Object.hasOwn(entries, name);

const without = <T>(entries: Readonly<Record<string, T>> | undefined, name: string) =>
  Object.fromEntries(Object.entries(entries ?? {}).filter(([key]) => key !== name));

const editProject = (
  path: string,
  project: string,
  change: (before: ProjectSettings) => Edited & { readonly settings: ProjectSettings },
): Promise<Edited> =>
  editConfig(path, (config) => {
    const { settings, existed } = change(config.projects?.[project] ?? {});
    return {
      config: { ...config, projects: { ...config.projects, [project]: settings } },
      existed,
    };
  });

const editConfig = async (
  path: string,
  change: (config: OperatorConfig) => Edited & { readonly config: OperatorConfig },
): Promise<Edited> => {
  // Through a link, as managers of dotfiles make them: the link stays, what it leads to is replaced.
  const target = realPath(path) ?? path;
  await mkdir(dirname(target), { recursive: true, mode: 0o700 });
  return withFileLock(`${target}.lock`, async () => {
    const { config, existed } = change(await readConfig(target));
    await replaceFile(target, config);
    return { existed };
  });
};

/** Readers see the old file or the new one, also after a crash. */
const replaceFile = async (path: string, config: OperatorConfig): Promise<void> => {
  const temporary = `${path}.${randomUUID()}.tmp`;
  try {
    const file = await open(temporary, "wx", 0o600);
    try {
      await file.writeFile(`${JSON.stringify(config, null, 2)}\n`);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
};
