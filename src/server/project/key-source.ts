import { readFileSync } from "node:fs";
import { OutsideFault } from "../../core/port/outside-fault.ts";
import { type DatabaseKey, readKey, shortestPassphrase } from "../../store/sqlite/database-key.ts";

/** Where the key of a project's database may come from. */
export interface KeyPlace {
  readonly env: NodeJS.ProcessEnv;
  /** The operator's configuration file. */
  readonly configPath: string;
  /** The project's key in it. */
  readonly project: string;
}

/** How long what a command printed is used without asking anew, and how long one that failed is left alone: it may ask somebody. */
const keptMs = 60_000;
const restMs = 10_000;

/** What each command printed, or is about to. */
const asked = new Map<string, Promise<string>>();

/**
 * The key of a project's database: from the environment, else from the operator's command; null where neither is set.
 * Never from a file of the project's. Throws OutsideFault when it cannot be had.
 */
export const keySource =
  ({ env, configPath, project }: KeyPlace) =>
  async (): Promise<DatabaseKey | null> => {
    if (env.BATON_KEY) return keyFrom("BATON_KEY", env.BATON_KEY);
    if (!mayNameCommand(configPath)) return null;
    const { keyCommandOf, readConfig } = await import("./operator-config.ts");
    const command = keyCommandOf(await readConfig(configPath), project);
    return command === null ? null : keyFrom("the key command's output", await ask(command, env));
  };

/** Most name none, and should not wait until the configuration's reader is loaded. What cannot be read, it tells of. */
const mayNameCommand = (configPath: string): boolean => {
  try {
    return readFileSync(configPath, "utf8").includes('"key_command"');
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : "";
    return code !== "ENOENT" && code !== "ENOTDIR";
  }
};

/** Reads a key that a person has set. Throws OutsideFault when it is too short. */
export const keyFrom = (where: string, text: string): DatabaseKey => {
  const key = readKey(text);
  if (key !== null) return key;
  throw new OutsideFault(
    `The key for the database (${where}) is too short, or holds a NUL character.`,
    `Make one with openssl rand -hex 32, or choose a passphrase of at least ${shortestPassphrase} characters.`,
  );
};

const ask = (command: readonly [string, ...string[]], env: NodeJS.ProcessEnv): Promise<string> => {
  const name = JSON.stringify(command);
  const known = asked.get(name);
  if (known !== undefined) return known;
  const printed = run(command, env);
  asked.set(name, printed);
  const forgetIn = (ms: number) => setTimeout(() => asked.delete(name), ms).unref();
  printed.then(
    () => forgetIn(keptMs),
    () => forgetIn(restMs),
  );
  return printed;
};

const run = async (command: readonly [string, ...string[]], env: NodeJS.ProcessEnv) => {
  const { askKeyCommand } = await import("./key-command.ts");
  return askKeyCommand(command, env);
};
