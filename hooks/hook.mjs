// Hands an event of the client to the Baton that is installed. A plugin's folder has no node_modules, and to start
// npx takes seconds, so Baton's server says in the user's state folder where its own hook program lies. Where
// it says nothing, or somebody else could have said it, nothing is done. Never fails, never prints an error.
import { spawnSync } from "node:child_process";
import { readFileSync, statSync } from "node:fs";
import { homedir } from "node:os";
import { isAbsolute, join } from "node:path";
import { pathToFileURL } from "node:url";

const { env, platform } = process;

try {
  const launcher = join(stateFolder(), "baton", "hook.json");
  if (isOurs(launcher)) await launch(JSON.parse(readFileSync(launcher, "utf8")));
} catch {
  // Not installed, not started yet, or uninstalled since.
}

async function launch({ node, program }) {
  statSync(program);
  if (node === process.execPath) {
    await import(pathToFileURL(program).href);
    return;
  }
  spawnSync(node, [program, process.argv[2] ?? ""], {
    stdio: ["inherit", "inherit", "ignore"],
    timeout: 8000,
    windowsHide: true,
  });
}

/** Ours alone to write: a file of another user's, or one that others may write, could run anything as us. */
function isOurs(path) {
  const { uid, mode } = statSync(path);
  return process.getuid === undefined || (uid === process.getuid() && (mode & 0o022) === 0);
}

// As src/server/project/user-folders.ts has it.
function stateFolder() {
  const named = env.XDG_STATE_HOME || (platform === "win32" ? env.LOCALAPPDATA : undefined);
  if (named && isAbsolute(named)) return named;
  const home = platform === "win32" ? env.USERPROFILE : env.HOME;
  return join(home && isAbsolute(home) ? home : homedir(), ".local", "state");
}
