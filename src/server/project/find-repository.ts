import { readdirSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { coreSettings } from "./git-config.ts";
import { commonDirOf, gitDirOf, worktreeOf } from "./git-link.ts";
import { lookAt, realPath } from "./look.ts";

/** A git repository as its files describe it; all paths are real. */
export interface Repository {
  /** The folder with the `.git` that was found. */
  readonly top: string;
  /** This worktree's git folder. */
  readonly gitDir: string;
  /** What all worktrees share. */
  readonly commonDir: string;
  /** The main worktree; `commonDir` where the repository is bare or does not tell. */
  readonly main: string;
}

/** A `.git` that is there and leads nowhere. */
export interface BrokenRepository {
  readonly top: string;
  /** One sentence for the operator, with the fix. */
  readonly problem: string;
}

/** More linked worktrees than anybody has; a hostile folder must not stall a call. */
const most = 500;

/**
 * Finds the repository around a real path by reading `.git` upwards, as git does: a folder that is no git folder is
 * passed by, a file that leads nowhere ends the search. Above the start, a `.git` of another user is not ours to follow.
 */
export const findRepository = (start: string): Repository | BrokenRepository | null => {
  for (let folder = start; ; folder = dirname(folder)) {
    const entry = lookAt(join(folder, ".git"));
    if (entry !== null && folder !== start && isForeign(entry.uid)) return null;
    const gitDir = entry === null ? null : gitDirOf(folder);
    if (gitDir !== null) return describe(folder, gitDir);
    if (entry?.kind === "file") {
      const problem = `${join(folder, ".git")} leads to no repository; mend it with git worktree repair, or remove it.`;
      return { top: folder, problem };
    }
    if (folder === dirname(folder)) return null;
  }
};

/** The real paths of the linked worktrees that still exist. */
export const linkedWorktrees = (commonDir: string): readonly string[] => {
  const folder = join(commonDir, "worktrees");
  try {
    return readdirSync(folder)
      .sort()
      .slice(0, most)
      .map((name) => realPath(join(folder, name)))
      .map((gitDir) => (gitDir === null ? null : worktreeOf(gitDir)))
      .filter((path) => path !== null);
  } catch {
    return [];
  }
};

const describe = (top: string, gitDir: string): Repository | BrokenRepository => {
  const commonDir = commonDirOf(gitDir);
  const linked = commonDir !== gitDir;
  // A copied or forged link would make another project's database and files ours.
  if (commonDir === null || (linked && worktreeOf(gitDir) !== top)) {
    const problem = `${join(top, ".git")} names ${gitDir}, which does not name it back; run git worktree repair in the main worktree.`;
    return { top, problem };
  }
  return { top, gitDir, commonDir, main: mainOf(top, commonDir, linked) };
};

const mainOf = (top: string, commonDir: string, linked: boolean): string => {
  if (basename(commonDir) === ".git") return dirname(commonDir);
  const { bare, worktree } = coreSettings(commonDir);
  if (bare) return commonDir;
  if (!linked) return top;
  const main = worktree === null ? null : realPath(resolve(commonDir, worktree));
  return main !== null && gitDirOf(main) === commonDir ? main : commonDir;
};

const isForeign = (uid: number): boolean => {
  const own = process.getuid?.();
  return own !== undefined && own !== 0 && uid !== own && uid !== 0;
};
