import { performance } from "node:perf_hooks";
import { parseArgs } from "node:util";
import { DemoFailure } from "./expectation.ts";
import { play } from "./play.ts";
import { makeScratch } from "./scratch.ts";
import { makeTimeline, type Output } from "./timeline.ts";

/** How the demo is called; `argv` is what follows `baton demo`. */
interface DemoOptions {
  readonly argv: readonly string[];
  readonly stdout: Output;
  readonly stderr: Output;
  readonly env: NodeJS.ProcessEnv;
}

const usage = `baton demo [--keep]

Takes a small library from a red issue to green tests: five handoffs, a refusal, a retry, a question and a
killed server. No network and no model; everything happens in a temporary folder.

  --keep   leave the folder for looking around
`;

/** Runs the demo; resolves to the exit code: 0 when all was as promised, 1 when not, 2 for a wrong call, 130 when interrupted. */
export const runDemo = async ({ argv, stdout, stderr, env }: DemoOptions): Promise<number> => {
  const options = readOptions(argv);
  if (typeof options === "string") {
    stderr.write(`${options}\n\n${usage}`);
    return 2;
  }
  if (options.help) {
    stdout.write(usage);
    return 0;
  }
  const interrupt = new AbortController();
  const stop = (): void => interrupt.abort();
  process.once("SIGINT", stop).once("SIGTERM", stop);
  const scratch = await makeScratch(env);
  const timeline = makeTimeline(stdout, () => performance.now(), env);
  try {
    await play(scratch, timeline, interrupt.signal);
    return 0;
  } catch (error) {
    if (interrupt.signal.aborted) return 130;
    if (!(error instanceof Error)) throw error;
    const what = error instanceof DemoFailure ? `Not as promised: ${error.message}` : error.message;
    stderr.write(`\nThe demo failed. ${what}\n`);
    return 1;
  } finally {
    process.off("SIGINT", stop).off("SIGTERM", stop);
    if (options.keep) timeline.line(`\nThe project is kept in ${scratch.project}`);
    else await scratch.remove();
  }
};

const readOptions = (argv: readonly string[]) => {
  try {
    const options = { keep: { type: "boolean" }, help: { type: "boolean", short: "h" } } as const;
    const { values } = parseArgs({ args: [...argv], options });
    return { keep: values.keep === true, help: values.help === true };
  } catch (error) {
    if (error instanceof TypeError) return error.message;
    throw error;
  }
};
