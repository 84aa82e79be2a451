import { randomUUID } from "node:crypto";
import { mkdir, open, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { withFileLock } from "./file-lock.ts";
import { realPath } from "./look.ts";
import { type CheckEntry, type OperatorConfig, readConfig } from "./operator-config.ts";

/** What an edit met: whether a check of that name was there before. */
interface Edited {
  readonly existed: boolean;
}

/** Gives a project a check, in place of one of the same name. Throws ConfigBroken, and then writes nothing. */
export const addCheck = (
  path: string,
  project: string,
  name: string,
  entry: CheckEntry,
): Promise<Edited> => editChecks(path, project, (checks) => ({ ...checks, [name]: entry }), name);

/** Takes a check from a project. Throws ConfigBroken, and then writes nothing. */
export const removeCheck = (path: string, project: string, name: string): Promise<Edited> =>
  editChecks(
    path,
    project,
    (checks) => Object.fromEntries(Object.entries(checks).filter(([key]) => key !== name)),
    name,
  );

type Checks = Readonly<Record<string, CheckEntry>>;

const editChecks = async (
  path: string,
  project: string,
  change: (checks: Checks) => Record<string, CheckEntry>,
  name: string,
): Promise<Edited> => {
  // Through a link, as managers of dotfiles make them: the link stays, what it leads to is replaced.
  const target = realPath(path) ?? path;
  await mkdir(dirname(target), { recursive: true, mode: 0o700 });
  return withFileLock(`${target}.lock`, async () => {
    const config = await readConfig(target);
    const of = config.projects?.[project];
    const before: Checks = of?.checks ?? {};
    const checks = change(before);
    const projects = { ...config.projects, [project]: { ...of, checks } };
    await replaceFile(target, { ...config, projects });
    return { existed: Object.hasOwn(before, name) };
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
