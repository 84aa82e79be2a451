import { join } from "node:path";
import { configPath, stateDir } from "../project/user-folders.ts";

/** Where this user's key for seals lies. */
export const sealKeyPath = (env: NodeJS.ProcessEnv): string =>
  join(configPath(env), "..", "seal-key.pem");

/** Where this user's seals are kept. */
export const sealsFolder = (env: NodeJS.ProcessEnv): string => join(stateDir(env), "seals");

/** Where the heads of hash chains, and the places of databases, are noted. */
export const headsFolder = (env: NodeJS.ProcessEnv): string => join(stateDir(env), "heads");
