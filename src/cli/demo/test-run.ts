import { type ChildOptions, runNode } from "./run-child.ts";

/** What `node --test` counted. */
interface TestRun {
  readonly passed: number;
  readonly failed: number;
}

/** Runs the project's tests for real. Throws when there is no summary to read. */
export const runProjectTests = async (options: ChildOptions): Promise<TestRun> => {
  const { stdout, stderr } = await runNode(["--test", "--test-reporter=tap"], options);
  const count = (word: string): number => {
    const digits = new RegExp(`^# ${word} (\\d+)$`, "m").exec(stdout)?.[1];
    if (digits === undefined)
      throw new Error(`node --test printed no summary: ${stderr || stdout}`);
    return Number(digits);
  };
  return { passed: count("pass"), failed: count("fail") };
};
