import { execFile } from "node:child_process";
import { dirname } from "node:path";
import { OutsideFault } from "../../core/port/outside-fault.ts";
import { withoutKeys } from "./without-keys.ts";

/** Time for a person to unlock a password manager. */
const patienceMs = 30_000;

/**
 * What an operator's command prints, without the last line's end: argv without a shell, no input, ended with its time or
 * with us. Throws OutsideFault, in which nothing of its output is told.
 */
export const askKeyCommand = (
  [program, ...args]: readonly [string, ...string[]],
  env: NodeJS.ProcessEnv,
): Promise<string> =>
  new Promise((resolve, reject) => {
    const child = execFile(
      program,
      args,
      {
        // Nothing of the project's is found before what the operator meant.
        cwd: dirname(process.execPath),
        env: withoutKeys(env),
        timeout: patienceMs,
        killSignal: "SIGKILL",
        maxBuffer: 65_536,
        windowsHide: true,
      },
      (error, output) => {
        process.off("exit", end);
        const text = output.replace(/\r?\n$/, "");
        if (error === null && text !== "") resolve(text);
        else reject(failed(program, error));
      },
    );
    const end = (): void => {
      child.kill("SIGKILL");
    };
    process.once("exit", end);
    child.stdin?.end();
  });

const failed = (program: string, error: { code?: unknown; killed?: boolean } | null) => {
  const how =
    error === null
      ? "printed nothing"
      : typeof error.code === "number"
        ? `ended with exit code ${error.code}`
        : error.killed === true && typeof error.code !== "string"
          ? `had not ended after ${patienceMs / 1000} s`
          : "could not be run";
  return new OutsideFault(
    `The command for the database's key (${program}) ${how}.`,
    "Run it in a terminal to see why; baton config shows it.",
  );
};
