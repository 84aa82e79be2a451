import { type ChildProcess, spawn } from "node:child_process";
import { resolve } from "node:path";
import type { CheckResult } from "../../core/state/step.ts";
import { createRedactor } from "../secrets/create-redactor.ts";
import { type CheckOutput, createCheckOutput } from "./check-output.ts";
import { lookAt } from "./look.ts";
import type { Check } from "./operator-config.ts";
import { guardGroup, killGroup } from "./process-group.ts";
import { withoutKeys } from "./without-keys.ts";

/** Seconds for a check that names none. */
export const defaultTimeout = 600;
/** How long output may still arrive after the check has ended, in milliseconds. */
const drainMs = 300;

/** Where a check runs. */
interface Place {
  /** The project folder. */
  readonly root: string;
  readonly env: NodeJS.ProcessEnv;
}

/**
 * Runs an operator's command: argv without a shell, no input, a process group of its own that ends with it, with its
 * timeout and with us (not when we are killed outright). `exitCode` is null when it did not start or did not finish.
 */
export const runCheck = async (
  { name, entry }: Check,
  { root, env }: Place,
): Promise<CheckResult> => {
  const [program, ...args] = entry.command;
  const cwd = resolve(root, entry.cwd ?? ".");
  if (lookAt(cwd)?.kind !== "folder") {
    return { name, exitCode: null, tail: `The check's folder ${cwd} does not exist.` };
  }
  const seconds = entry.timeout_seconds ?? defaultTimeout;
  const output = createCheckOutput(createRedactor(env));
  const { code, note } = await run(program, args, { cwd, env, seconds }, output);
  const lines = note === null ? output.lines() : [...output.lines(), note].slice(-20);
  return { name, exitCode: code, tail: lines.join("\n") };
};

interface Ended {
  readonly code: number | null;
  /** Why there is no code, as a last line. */
  readonly note: string | null;
}

const run = (
  program: string,
  args: readonly string[],
  { cwd, env, seconds }: { cwd: string; env: NodeJS.ProcessEnv; seconds: number },
  output: CheckOutput,
): Promise<Ended> =>
  new Promise((settle) => {
    const child = start(program, args, cwd, env);
    if (typeof child === "string") return settle({ code: null, note: cannotStart(program, child) });
    const { pid } = child;
    const forget = pid === undefined ? () => {} : guardGroup(pid);
    const kill = () => pid !== undefined && killGroup(pid);
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      kill();
    }, seconds * 1_000);
    const finish = (ended: Ended): void => {
      clearTimeout(timer);
      forget();
      child.stdout?.destroy();
      child.stderr?.destroy();
      settle(ended);
    };
    child.stdout?.on("data", output.stream());
    child.stderr?.on("data", output.stream());
    child.once("error", (error: NodeJS.ErrnoException) =>
      finish({ code: null, note: cannotStart(program, error.code ?? "error") }),
    );
    child.once("exit", (code, signal) => {
      // What the check left running would hold its output open for ever, and has no business after it.
      kill();
      const note = late
        ? `Stopped after ${seconds} s, the check's timeout.`
        : `Ended by ${signal ?? "an unknown cause"}.`;
      const ended = code === null || late ? { code: null, note } : { code, note: null };
      const drained = setTimeout(() => finish(ended), drainMs);
      child.once("close", () => {
        clearTimeout(drained);
        finish(ended);
      });
    });
  });

/** The child, or the code of the error that kept it from starting. */
const start = (
  program: string,
  args: readonly string[],
  cwd: string,
  env: NodeJS.ProcessEnv,
): ChildProcess | string => {
  try {
    return spawn(program, args, {
      cwd,
      env: {
        ...withoutKeys(env),
        // It would look into the project before the PATH.
        ...(process.platform === "win32" ? { NoDefaultCurrentDirectoryInExePath: "1" } : {}),
      },
      stdio: ["ignore", "pipe", "pipe"],
      detached: process.platform !== "win32",
      windowsHide: true,
    });
  } catch (error) {
    return error instanceof Error && "code" in error ? String(error.code) : "error";
  }
};

const cannotStart = (program: string, code: string): string => {
  // A folder on the PATH that may not be entered gives a program that is nowhere EACCES.
  const isBareName = code === "EACCES" && !/[\\/]/.test(program);
  if (code !== "ENOENT" && !isBareName) return `${program} could not be started (${code}).`;
  const hint =
    process.platform === "win32"
      ? " A .cmd file is no program: name what it runs, such as node with a script."
      : "";
  return `${program} was not found on the PATH.${hint}`;
};
