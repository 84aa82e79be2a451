import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { packageRoot } from "./package-info.ts";
import { stateDir } from "./project/user-folders.ts";

/**
 * Says where the client's hooks find this installation (hooks/hook.mjs reads it). It lies with the user and not in the
 * project, where anybody who sends a project could name a program.
 */
export const writeHookLauncher = (env: NodeJS.ProcessEnv): void => {
  const path = join(stateDir(env), "hook.json");
  const program = join(packageRoot, "dist", "hook", "main.js");
  const text = `${JSON.stringify({ node: process.execPath, program })}\n`;
  if (text === before(path)) return;
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const fresh = `${path}.${process.pid}`;
  writeFileSync(fresh, text, { mode: 0o600 });
  renameSync(fresh, path);
};

const before = (path: string): string | null => {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return null;
  }
};
