import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll } from "vitest";
import { findProject, type Project } from "../../src/server/project/find-project.ts";

/** True where git is installed; tests that need it are skipped elsewhere. */
export const hasGit = ((): boolean => {
  try {
    execFileSync("git", ["--version"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
})();

/** Real folders for one test file, gone after it. */
export const scratch = () => {
  const root = realpathSync.native(mkdtempSync(join(tmpdir(), "baton-project-")));
  afterAll(() => rmSync(root, { recursive: true, force: true, maxRetries: 5 }));
  let count = 0;

  /** Git as a user has it, but with no configuration of the machine's. */
  const env: NodeJS.ProcessEnv = {
    ...process.env,
    GIT_CONFIG_GLOBAL: join(root, "gitconfig"),
    GIT_CONFIG_NOSYSTEM: "1",
  };
  writeFileSync(
    join(root, "gitconfig"),
    '[user]\n name = Test\n email = test@example.com\n[init]\n defaultBranch = main\n[protocol "file"]\n allow = always\n',
  );

  const git = (cwd: string, ...args: string[]): string =>
    execFileSync("git", args, { cwd, env, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
  const folder = (): string => {
    count += 1;
    const path = join(root, String(count));
    mkdirSync(path);
    return path;
  };
  const write = (path: string, text: string, mode = 0o644): string => {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text, { mode });
    return path;
  };
  /** What git takes for a repository, made without git. */
  const handmade = (head: string): string => {
    const path = folder();
    write(join(path, ".git", "HEAD"), head);
    mkdirSync(join(path, ".git", "objects"));
    mkdirSync(join(path, ".git", "refs"));
    return path;
  };
  /** A repository with one commit of `a.txt`. */
  const repository = (): string => {
    const path = folder();
    git(path, "init", "-q");
    write(join(path, "a.txt"), "one\n");
    git(path, "add", ".");
    git(path, "commit", "-q", "-m", "first");
    return path;
  };
  return { root, env, git, folder, write, handmade, repository };
};

/** The project of a folder, with nothing in the environment. */
export const projectAt = (cwd: string): Project => findProject({ cwd, env: {} });
