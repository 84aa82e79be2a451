import type { Io } from "./io.ts";

/** `baton demo`: the main job on real input, watched by the user. */
export const demoCommand = async (argv: readonly string[], io: Io): Promise<number> => {
  const { runDemo } = await import("./demo/run-demo.ts");
  return runDemo({ argv, stdout: process.stdout, stderr: process.stderr, env: io.env });
};
