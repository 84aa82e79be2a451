import type { GitPosition } from "../../core/state/workflow-state.ts";
import type { Project } from "./find-project.ts";
import { isDirty } from "./git-dirty.ts";
import { readHead } from "./git-head.ts";

/** Where the project's repository stands; null without one. */
export const gitPosition = async (
  { top, gitDir, commonDir }: Project,
  env: NodeJS.ProcessEnv,
): Promise<GitPosition | null> => {
  if (gitDir === null || commonDir === null) return null;
  const [position, dirty] = await Promise.all([
    readHead(gitDir, commonDir),
    isDirty({ top, gitDir, commonDir }, env),
  ]);
  return { ...position, dirty };
};
