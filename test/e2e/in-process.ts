import { main } from "../../src/cli/main.ts";
import type { Ended } from "./command-line.ts";
import type { ScratchProject } from "./project-in.ts";

/** Runs a command line in this process: where nothing of a process of its own matters, it is much quicker. */
export const inProcess = async (
  project: ScratchProject,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Ended> => {
  let stdout = "";
  let stderr = "";
  const code = await main(args, {
    stdout: (text) => {
      stdout += text;
    },
    stderr: (text) => {
      stderr += text;
    },
    cwd: project.root,
    env: { ...project.env, ...env },
  });
  return { code, stdout, stderr };
};
