import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

/** A program of `bench/children` that is under way. */
export interface Child<Result> {
  /** Resolves when it says that it is ready. */
  readonly ready: Promise<void>;
  /** Lets it begin. */
  go(): void;
  /** What it found. */
  readonly result: Promise<Result>;
}

/** Starts a program of `bench/children`: it prints `ready`, waits for a line, and prints its result as JSON. */
export const startChild = <Result>(
  name: string,
  args: readonly string[],
  flags: readonly string[] = [],
): Child<Result> => {
  const program = fileURLToPath(new URL(`children/${name}.ts`, import.meta.url));
  const child = spawn(process.execPath, [...flags, program, ...args], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  let text = "";
  let isReady = (): void => {};
  const ready = new Promise<void>((resolve) => {
    isReady = resolve;
  });
  child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
    text += chunk;
    if (text.startsWith("ready\n")) isReady();
  });
  const result = once(child, "close").then(([code]): Result => {
    if (code !== 0) throw new Error(`${name} ended with ${code}`);
    return JSON.parse(text.slice("ready\n".length));
  });
  return { ready, go: () => child.stdin.end("go\n"), result };
};
