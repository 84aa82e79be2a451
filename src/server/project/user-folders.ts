import { homedir } from "node:os";
import { isAbsolute, join } from "node:path";

/** The operator's configuration file, in the user's configuration folder. */
export const configPath = (env: NodeJS.ProcessEnv): string =>
  join(userFolder(env, "XDG_CONFIG_HOME", "APPDATA", ".config"), "baton", "config.json");

/** Where Baton keeps what is the user's and not a project's, such as heads of hash chains. */
export const stateDir = (env: NodeJS.ProcessEnv): string =>
  join(userFolder(env, "XDG_STATE_HOME", "LOCALAPPDATA", join(".local", "state")), "baton");

const userFolder = (
  env: NodeJS.ProcessEnv,
  xdg: string,
  windows: string,
  inHome: string,
): string => {
  const named = env[xdg] || (process.platform === "win32" ? env[windows] : undefined);
  // A relative path here is to be ignored, says the XDG specification: it would follow the project.
  return named && isAbsolute(named) ? named : join(homeOf(env), inHome);
};

const homeOf = (env: NodeJS.ProcessEnv): string => {
  const named = process.platform === "win32" ? env.USERPROFILE : env.HOME;
  return named && isAbsolute(named) ? named : homedir();
};
