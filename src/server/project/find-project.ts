import { join, relative, resolve } from "node:path";
import { findRepository, linkedWorktrees } from "./find-repository.ts";
import { lookAt, realPath } from "./look.ts";

/** The project Baton works for; all paths are real and absolute. */
export interface Project {
  /** The project folder: `CLAUDE_PROJECT_DIR`, else where Baton was started. */
  readonly root: string;
  /** The worktree that holds the project folder; the folder itself without a repository. */
  readonly top: string;
  /** The main worktree (a bare repository's own folder); the project folder without a repository. */
  readonly main: string;
  /** This worktree's git folder; null without a repository. */
  readonly gitDir: string | null;
  /** The git folder that all worktrees share; null without a repository. */
  readonly commonDir: string | null;
  readonly databasePath: string;
  /** Whether a person named the place of the database. */
  readonly databaseChosen: boolean;
  /** What is wrong with the repository, with the fix; null when nothing is. */
  readonly problem: string | null;
  /** Every worktree that exists now; this one first, then the main one. */
  worktrees(): string[];
  /** The project folder in every worktree, whether it exists there or not; this one first. */
  roots(): string[];
}

/** Finds the project by reading files only. `db` overrides the place of the database, as `BATON_DB` does. */
export const findProject = ({ cwd, env, db }: Start): Project => {
  const root = rootOf(cwd, env);
  const found = findRepository(root);
  const repository = found !== null && "gitDir" in found ? found : null;
  const { gitDir = null, commonDir = null, main = root, top = root } = repository ?? {};
  const worktrees = (): string[] => {
    if (commonDir === null) return [top];
    const mains = main === commonDir ? [] : [main];
    return [...new Set([top, ...mains, ...linkedWorktrees(commonDir)])];
  };
  const override = db || env.BATON_DB;
  return {
    root,
    top,
    main,
    gitDir,
    commonDir,
    databasePath: override ? resolve(cwd, override) : join(main, ".baton", "baton.db"),
    databaseChosen: Boolean(override),
    problem: found !== null && "problem" in found ? found.problem : null,
    worktrees,
    roots: () => worktrees().map((worktree) => join(worktree, relative(top, root))),
  };
};

/** Where Baton is started. */
interface Start {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  /** `--db`, relative to `cwd`. */
  readonly db?: string;
}

const rootOf = (cwd: string, env: NodeJS.ProcessEnv): string => {
  const named = env.CLAUDE_PROJECT_DIR;
  const folder = named ? resolve(cwd, named) : cwd;
  const chosen = lookAt(folder)?.kind === "folder" ? folder : resolve(cwd);
  return realPath(chosen) ?? chosen;
};
