import { stampOf } from "../../agents/file-stamp.ts";
import type { Limits } from "../../core/command/lease-request.ts";
import { lazily } from "../../engine/lazily.ts";
import type { Workplace } from "../../engine/ports.ts";
import type { Project } from "./find-project.ts";
import { createIsAlive } from "./holder.ts";
import { inspect } from "./inspect.ts";

export { configPath, stateDir } from "./user-folders.ts";

/** The real world around a project, for the engine. The configuration is read anew for each use, so an edit counts at once. */
export const createWorkplace = ({
  project,
  configPath,
  monotonic,
  env = process.env,
}: {
  readonly project: Project;
  readonly configPath: string;
  /** Milliseconds that never go back. */
  readonly monotonic: () => number;
  /** What checks and git are started with. */
  readonly env?: NodeJS.ProcessEnv;
}): Workplace => {
  // Loaded when first needed: most servers start, and end, without a check or a checkpoint.
  const checks = async () => {
    const { checksOf, readConfig } = await import("./operator-config.ts");
    return checksOf(await readConfig(configPath), project.main);
  };
  // Asked with every claim, so it is read again only when the file has changed.
  let known: { readonly stamp: string; readonly limits: Limits } | null = null;
  const limits = async (): Promise<Limits> => {
    const found = stampOf(configPath);
    const stamp = "error" in found ? found.error : found.stamp;
    if (known?.stamp === stamp) return known.limits;
    const { limitsOf, readConfig } = await import("./operator-config.ts");
    known = { stamp, limits: limitsOf(await readConfig(configPath), project.main) };
    return known.limits;
  };
  const position = lazily(async () => {
    const { gitPositionOf } = await import("./git-position.ts");
    return gitPositionOf(project, env, monotonic);
  });
  return {
    limits,
    inspect: (path) => inspect(project, path),
    git: async () => (await position())(),
    checkNames: async () => (await checks()).map(({ name }) => name),
    runCheck: async (name) => {
      const found = await checks().catch((error: unknown) => {
        // A gate that cannot be tried is not passed, and what is wrong is the operator's to read.
        if (error instanceof Error && error.name === "ConfigBroken") return error.message;
        throw error;
      });
      if (typeof found === "string") return { name, exitCode: null, tail: found };
      const check = found.find((each) => each.name === name);
      if (check === undefined) {
        const tail = `The operator's configuration has no check named ${name} any more.`;
        return { name, exitCode: null, tail };
      }
      const { runCheck } = await import("./run-check.ts");
      return runCheck(check, { root: project.root, env });
    },
    price: async () => {
      const { readConfig } = await import("./operator-config.ts");
      return (await readConfig(configPath)).price_per_million_tokens ?? null;
    },
    people: async () => {
      const { peopleOf, readConfig } = await import("./operator-config.ts");
      return peopleOf(await readConfig(configPath));
    },
    isAlive: createIsAlive(monotonic),
  };
};
