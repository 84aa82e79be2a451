import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";

/** A Node program to run to its end. */
export interface ChildOptions {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  /** Kills the child when it aborts. */
  readonly signal: AbortSignal;
  readonly input?: string;
}

/** How a child process ended; `code` is null when a signal ended it. */
interface ChildResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `node ...args` with the Node that runs this. Rejects when it cannot start or is aborted. */
export const runNode = async (
  args: readonly string[],
  { cwd, env, signal, input = "" }: ChildOptions,
): Promise<ChildResult> => {
  const child = spawn(process.execPath, args, { cwd, env, signal, killSignal: "SIGKILL" });
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  // A program that never reads its input closes the pipe: how it ended says more than EPIPE.
  child.stdin.on("error", () => {});
  child.stdin.end(input);
  const [code, stdout, stderr] = await Promise.all([ended, text(child.stdout), text(child.stderr)]);
  return { code, stdout, stderr };
};
