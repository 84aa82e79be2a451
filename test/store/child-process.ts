import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";

/** A script under `child/` in a process of its own. */
export interface Child {
  readonly process: ChildProcess;
  readonly lines: readonly string[];
  /** Resolves once a line has been printed that fits. */
  line(fits: (line: string) => boolean): Promise<string>;
  /** Resolves with the exit code, null after a signal. */
  ended: Promise<number | null>;
}

/** Runs a script with this very Node. */
export const runChild = (script: URL, ...args: readonly string[]): Child => {
  const child = spawn(process.execPath, [fileURLToPath(script), ...args], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  onTestFinished(() => {
    child.kill("SIGKILL");
  });
  const lines: string[] = [];
  let rest = "";
  child.stdout.setEncoding("utf8");
  child.stdout.on("data", (text: string) => {
    const parts = (rest + text).split("\n");
    rest = parts.pop() ?? "";
    lines.push(...parts);
  });
  const ended = once(child, "close").then(([code]) => (typeof code === "number" ? code : null));
  return {
    process: child,
    lines,
    ended,
    line: async (fits) => {
      for (;;) {
        const found = lines.find(fits);
        if (found !== undefined) return found;
        if (child.exitCode !== null)
          throw new Error(`${script.pathname} ended without such a line`);
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    },
  };
};
