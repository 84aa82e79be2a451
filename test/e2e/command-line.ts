import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { program } from "./client.ts";
import type { Content } from "./content.ts";
import type { ScratchProject } from "./project-in.ts";

/** How a command of the command line ended. */
export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `baton` in the project, without a terminal. */
export const baton = async (
  project: ScratchProject,
  args: readonly string[],
  { env = {}, stdin = "" }: { readonly env?: object; readonly stdin?: string } = {},
): Promise<Ended> => {
  const child = spawn(process.execPath, [program, ...args], {
    cwd: project.root,
    env: { ...project.env, ...env },
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
  child.stdin.end(stdin);
  await once(child, "close");
  return { code: child.exitCode, stdout, stderr };
};

/** `baton call TOOL ARGS`; the result as it was printed. */
export const batonCall = async (
  project: ScratchProject,
  tool: string,
  args: object = {},
  more: { readonly env?: object } = {},
): Promise<Content> => {
  const { stdout, stderr } = await baton(project, ["call", tool, JSON.stringify(args)], more);
  if (stdout === "") throw new Error(stderr);
  return JSON.parse(stdout);
};

/** Runs `baton` in a terminal, typing what `type` gives back for all that was shown so far. */
export const inTerminal = async (
  project: ScratchProject,
  args: readonly string[],
  type: (shown: string) => string | null,
): Promise<Ended> => {
  const child = spawn(
    "python3",
    [join(import.meta.dirname, "terminal.py"), process.execPath, program, ...args],
    {
      cwd: project.root,
      env: project.env,
      stdio: ["pipe", "pipe", "inherit"],
      timeout: 20_000,
    },
  );
  let shown = "";
  child.stdin.on("error", () => {});
  child.stdout.on("data", (chunk) => {
    shown += String(chunk);
    const line = type(stripVTControlCharacters(shown));
    if (line !== null) child.stdin.write(`${line}\r`);
  });
  await once(child, "close");
  return { code: child.exitCode, stdout: stripVTControlCharacters(shown), stderr: "" };
};
