import type { GitPosition } from "../../core/state/workflow-state.ts";
import { dirtyByProof } from "./dirty-proof.ts";
import type { Project } from "./find-project.ts";
import { readHead } from "./git-head.ts";

/** Tells where the project's repository stands; null without one. */
export const gitPositionOf = (
  { top, gitDir, commonDir }: Project,
  env: NodeJS.ProcessEnv,
  monotonic: () => number,
): (() => Promise<GitPosition | null>) => {
  const isDirty = dirtyByProof(monotonic);
  return async () => {
    if (gitDir === null || commonDir === null) return null;
    const [position, dirty] = await Promise.all([
      readHead(gitDir, commonDir),
      isDirty({ top, gitDir, commonDir }, env),
    ]);
    return { ...position, dirty };
  };
};
