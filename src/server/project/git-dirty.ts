import { execFile } from "node:child_process";
import { devNull } from "node:os";
import { dirname, join } from "node:path";
import { lookAt, readShort } from "./look.ts";
import { withoutKeys } from "./without-keys.ts";

/** Longest wait for git, in milliseconds. */
const patience = 2_000;

/** Where git looks: paths as in a Project. */
export interface Repository {
  readonly top: string;
  readonly gitDir: string;
  readonly commonDir: string;
}

/** What git says of a worktree. */
interface Told {
  /** Whether it has changes or files git does not know; null when git is missing, fails or is slow. */
  readonly dirty: boolean | null;
  /** Some of the files that are not as the index has them, from the top of the worktree. */
  readonly differing: readonly string[];
}

const unknown: Told = { dirty: null, differing: [] };

/**
 * Asks git whether a worktree is dirty.
 *
 * The repository's own configuration may be hostile, and `git status` runs programs that it names. Kept from running:
 * - `core.fsmonitor` and hooks (`post-index-change`), by overriding both; no lock, so the index is not written either;
 * - `filter.*.clean` and `.process` from the repository's own files (the user's own, such as git-lfs, do run): they are
 *   emptied, and a difference found without them proves nothing, so it counts as unknown;
 * - whatever a submodule configures: submodules are not looked into, only their commit counts;
 * - transports of a partial clone (`core.sshCommand`, `ext::`): no protocol is allowed and nothing is fetched;
 * - the configuration of a repository other than the one we found: the search ends there, and bare ones do not count.
 * Ownership stays git's to judge (`safe.directory`). Git is found on the PATH, never in the project.
 */
export const askGit = async (repository: Repository, env: NodeJS.ProcessEnv): Promise<Told> => {
  const git = gitAt(repository.top, env);
  const drivers = mayHaveFilters(repository) ? await repositoryFilters(git) : [];
  // `-c` cannot name a driver with "=" in its name; nobody honest has one, or dozens.
  if (drivers === null || drivers.length > 50 || drivers.some((name) => name.includes("="))) {
    return unknown;
  }
  const settings = [
    "core.fsmonitor=false",
    `core.hooksPath=${devNull}`,
    ...drivers.flatMap((name) => [
      `filter.${name}.clean=`,
      `filter.${name}.process=`,
      `filter.${name}.required=false`,
    ]),
  ];
  const { output, code } = await git([
    ...settings.flatMap((setting) => ["-c", setting]),
    ...["status", "--porcelain", "--untracked-files=normal", "-z"],
    ...["--no-renames", "--ignore-submodules=dirty"],
  ]);
  // Any output is a difference, also when git was stopped because it had too many to tell.
  if (output !== "") {
    return drivers.length > 0 ? unknown : { dirty: true, differing: differingIn(output) };
  }
  return code === 0 ? { dirty: false, differing: [] } : unknown;
};

/** The names in `XY name` lines whose Y tells of the worktree; the last may be cut. */
const differingIn = (output: string): readonly string[] =>
  output
    .split("\0")
    .slice(0, -1)
    .filter((line) => line[1] !== " ")
    .map((line) => line.slice(3));

/** Spares most repositories a second git: without these words, no file of theirs can define a program. */
export const mayHaveFilters = ({ gitDir, commonDir }: Repository): boolean =>
  [
    join(commonDir, "config"),
    join(commonDir, "config.worktree"),
    join(gitDir, "config.worktree"),
  ].some(
    (path) => lookAt(path) !== null && /filter|include|lfs/i.test(readShort(path) ?? "filter"),
  );

/** Filter drivers that the repository itself defines; null when they could not be told. */
const repositoryFilters = async (
  git: (args: readonly string[]) => Promise<Ran>,
): Promise<readonly string[] | null> => {
  const args = [
    "config",
    "--show-scope",
    "--name-only",
    "-z",
    "--get-regexp",
    "^(filter|lfs\\.extension)\\.",
  ];
  const { output, code } = await git(args);
  if (code !== 0 && code !== 1) return null;
  const names = new Set<string>();
  const parts = output.split("\0");
  for (let i = 0; i + 1 < parts.length; i += 2) {
    if (/^(system|global)$/.test(parts[i] ?? "")) continue;
    const driver = /^filter\.(.*)\.[^.]*$/s.exec(parts[i + 1] ?? "")?.[1];
    // The user's own git-lfs would run what the repository names as its extension.
    if (driver === undefined) return null;
    names.add(driver);
  }
  return [...names];
};

interface Ran {
  readonly output: string;
  /** Null when git did not start or did not finish. */
  readonly code: number | null;
}

const gitAt = (top: string, env: NodeJS.ProcessEnv) => (args: readonly string[]) =>
  new Promise<Ran>((resolve) => {
    // A process stuck in the kernel cannot be killed; the call goes on without it.
    const late = setTimeout(() => resolve({ output: "", code: null }), patience + 500);
    const child = execFile(
      "git",
      ["--no-pager", "-c", "safe.bareRepository=explicit", "-C", top, ...args],
      {
        // Windows looks into the working folder before the PATH.
        cwd: dirname(process.execPath),
        env: gitEnvironment(env, top),
        timeout: patience,
        killSignal: "SIGKILL",
        maxBuffer: 65_536,
        windowsHide: true,
      },
      (error, output) => {
        clearTimeout(late);
        const code = error === null ? 0 : typeof error.code === "number" ? error.code : null;
        resolve({ output, code });
      },
    );
    child.stdin?.end();
  });

/** Without variables that point git elsewhere, as a hook or a wrapper that started us may have set. */
const gitEnvironment = (env: NodeJS.ProcessEnv, top: string): NodeJS.ProcessEnv => {
  const kept = Object.entries(withoutKeys(env)).filter(
    ([name]) => !/^GIT_(?!CONFIG_(?:GLOBAL|SYSTEM|NOSYSTEM)$|EXEC_PATH$)/i.test(name),
  );
  return {
    ...Object.fromEntries(kept),
    GIT_CEILING_DIRECTORIES: dirname(top),
    GIT_OPTIONAL_LOCKS: "0",
    GIT_TERMINAL_PROMPT: "0",
    GIT_ALLOW_PROTOCOL: "none",
    GIT_NO_LAZY_FETCH: "1",
  };
};
