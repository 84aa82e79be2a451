import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import type { Ended } from "../e2e/command-line.ts";
import type { ScratchProject } from "../e2e/project-in.ts";
import { openSession } from "../e2e/session.ts";

const repository = join(import.meta.dirname, "..", "..");

/** The script as the client starts it. */
const script: string = join(repository, "hooks", "hook.mjs");

/** Payloads as the real client (2.1.329) sent them; only paths were changed. */
export const recorded: Readonly<Record<string, Readonly<Record<string, unknown>>>> = JSON.parse(
  readFileSync(join(import.meta.dirname, "fixtures", "payloads.json"), "utf8"),
);

/** A recorded payload with some fields as a test wants them. */
export const payload = (name: string, changes: object = {}): object => {
  const found = recorded[name];
  if (found === undefined) throw new Error(`no payload of ${name} was recorded`);
  return { ...found, ...changes };
};

/** Where the server says how the hook program is found. */
export const launcherOf = (project: ScratchProject): string =>
  join(project.env.XDG_STATE_HOME ?? "", "baton", "hook.json");

/** A session with a server as Claude Code would start it, which has shown the hooks the way. */
export const clientSession = async (project: ScratchProject) => {
  const session = await openSession(project, { env: { CLAUDE_CODE_SESSION_ID: "session-1" } });
  for (let tries = 0; !existsSync(launcherOf(project)); tries++) {
    if (tries > 500) throw new Error("the server never wrote the launcher");
    await pause(10);
  }
  return session;
};

/** Gives the hook script an event, as the client does. */
export const hook = async (
  project: ScratchProject,
  event: string,
  input: object | string,
  env: Readonly<Record<string, string>> = {},
): Promise<Ended> => {
  const child = spawn(process.execPath, [script, event], {
    cwd: project.root,
    env: { ...project.env, CLAUDE_PROJECT_DIR: project.root, ...env },
    stdio: ["pipe", "pipe", "pipe"],
  });
  let stdout = "";
  let stderr = "";
  child.stdout.on("data", (chunk) => {
    stdout += String(chunk);
  });
  child.stderr.on("data", (chunk) => {
    stderr += String(chunk);
  });
  child.stdin.on("error", () => {});
  child.stdin.end(typeof input === "string" ? input : JSON.stringify(input));
  await once(child, "close");
  return { code: child.exitCode, stdout, stderr };
};

/** What a hook that has nothing to say, or that failed, must look like. */
export const silence: Ended = { code: 0, stdout: "", stderr: "" };
