import { spawnSync } from "node:child_process";
import { chmodSync, chownSync, cpSync, mkdirSync, renameSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, test } from "vitest";
import { findProject } from "../../src/server/project/find-project.ts";
import { hasGit, projectAt, scratch } from "./fixtures.ts";

const { folder, git, handmade, repository, root: home, write } = scratch();
const asRoot = process.getuid?.() === 0;

describe("the project folder", () => {
  test("is the one Baton starts in", () => {
    const root = folder();
    expect(projectAt(root)).toMatchObject({ root, top: root, main: root, gitDir: null });
    expect(projectAt(root).databasePath).toBe(join(root, ".baton", "baton.db"));
    expect(projectAt(root).worktrees()).toEqual([root]);
  });

  test("is CLAUDE_PROJECT_DIR where that is a folder", () => {
    const [cwd, named] = [folder(), folder()];
    const at = (dir: string) => findProject({ cwd, env: { CLAUDE_PROJECT_DIR: dir } }).root;
    expect(at(named)).toBe(named);
    expect(at(join(named, "gone"))).toBe(cwd);
    expect(at(write(join(named, "file"), ""))).toBe(cwd);
    expect(at("")).toBe(cwd);
  });

  test("is the real folder behind a link", () => {
    const [root, other] = [folder(), folder()];
    symlinkSync(root, join(other, "link"));
    expect(projectAt(join(other, "link")).root).toBe(root);
  });

  test("that is gone still gives an answer", () => {
    const root = folder();
    rmSync(root, { recursive: true });
    expect(projectAt(root).root).toBe(root);
  });
});

test("the database goes where --db or BATON_DB says, --db first, relative to where Baton starts", () => {
  const cwd = folder();
  const env = { BATON_DB: "env.db" };
  expect(findProject({ cwd, env }).databasePath).toBe(join(cwd, "env.db"));
  expect(findProject({ cwd, env, db: "sub/own.db" }).databasePath).toBe(join(cwd, "sub/own.db"));
  expect(findProject({ cwd, env, db: "/elsewhere/x.db" }).databasePath).toBe("/elsewhere/x.db");
  expect(findProject({ cwd, env: { BATON_DB: "" } }).databasePath).toContain(".baton");
});

describe.skipIf(!hasGit)("a repository (skipped without git)", () => {
  test("is found from a folder within it, and the database is at its top", () => {
    const main = repository();
    mkdirSync(join(main, "packages", "a"), { recursive: true });
    const project = projectAt(join(main, "packages", "a"));
    expect(project).toMatchObject({ top: main, main, gitDir: join(main, ".git"), problem: null });
    expect(project.root).toBe(join(main, "packages", "a"));
    expect(project.databasePath).toBe(join(main, ".baton", "baton.db"));
  });

  test("shares the database with its linked worktrees, and lists those that exist", () => {
    const main = repository();
    const linked = join(folder(), "feature");
    const nested = join(main, ".claude", "worktrees", "agent");
    const gone = join(folder(), "gone");
    for (const path of [linked, nested, gone]) git(main, "worktree", "add", "-q", path);
    rmSync(gone, { recursive: true });
    const project = projectAt(linked);
    expect(project).toMatchObject({ top: linked, main, commonDir: join(main, ".git") });
    expect(project.gitDir).toBe(join(main, ".git", "worktrees", "feature"));
    expect(project.databasePath).toBe(join(main, ".baton", "baton.db"));
    expect(project.worktrees()).toEqual([linked, main, nested]);
    expect(projectAt(main).worktrees()).toEqual([main, nested, linked]);
    git(main, "worktree", "remove", nested);
    expect(project.worktrees()).toEqual([linked, main]);
  });

  test("with relative links between worktrees, as newer git writes them, is the same", () => {
    const main = repository();
    const linked = join(folder(), "w");
    git(main, "worktree", "add", "-q", linked);
    const own = join(main, ".git", "worktrees", "w");
    const up = (path: string) => path.slice(main.lastIndexOf("/"));
    write(join(own, "gitdir"), `../../../..${up(linked)}/.git\n`);
    write(join(linked, ".git"), `gitdir: ../..${up(main)}/.git/worktrees/w\n`);
    expect(projectAt(linked)).toMatchObject({ main, problem: null });
    expect(projectAt(main).worktrees()).toEqual([main, linked]);
  });

  test("that is bare keeps what its worktrees share in its own folder", () => {
    const home = folder();
    const bare = join(home, ".bare");
    git(home, "clone", "-q", "--bare", repository(), bare);
    write(join(home, ".git"), "gitdir: ./.bare\n");
    const linked = join(home, "main");
    git(bare, "worktree", "add", "-q", linked, "main");
    for (const path of [linked, home]) {
      expect(projectAt(path)).toMatchObject({ main: bare, commonDir: bare, problem: null });
      expect(projectAt(path).databasePath).toBe(join(bare, ".baton", "baton.db"));
    }
    expect(projectAt(linked).worktrees()).toEqual([linked]);
    expect(projectAt(home).worktrees()).toEqual([home, linked]);
  });

  test("that is a submodule is a project of its own, with its own worktrees", () => {
    const outer = repository();
    git(outer, "submodule", "add", "-q", repository(), "lib");
    const lib = join(outer, "lib");
    expect(projectAt(lib)).toMatchObject({ top: lib, main: lib, problem: null });
    expect(projectAt(lib).gitDir).toBe(join(outer, ".git", "modules", "lib"));
    const linked = join(folder(), "lib-feature");
    git(lib, "worktree", "add", "-q", linked);
    expect(projectAt(linked)).toMatchObject({ top: linked, main: lib });
    expect(projectAt(outer).worktrees()).toEqual([outer]);
  });

  test("whose git folder lies elsewhere is found", () => {
    const root = folder();
    const separate = join(folder(), "store");
    git(root, "init", "-q", "--separate-git-dir", separate);
    expect(projectAt(root)).toMatchObject({ main: root, gitDir: separate });
  });

  test("does not take in a folder that only claims to be its worktree", () => {
    const main = repository();
    const linked = join(folder(), "w");
    git(main, "worktree", "add", "-q", linked);
    const copy = join(folder(), "copy");
    cpSync(linked, copy, { recursive: true });
    const project = projectAt(copy);
    expect(project).toMatchObject({ root: copy, main: copy, gitDir: null });
    expect(project.problem).toContain("git worktree repair");
    expect(projectAt(main).worktrees()).toEqual([main, linked]);
  });

  test("does not take in a folder that its own files claim for a worktree", () => {
    const [main, victim] = [repository(), repository()];
    write(join(main, ".git", "worktrees", "evil", "gitdir"), `${join(victim, ".git")}\n`);
    write(join(main, ".git", "worktrees", "evil", "HEAD"), "ref: refs/heads/main\n");
    write(join(main, ".git", "worktrees", "none", "gitdir"), "/etc/.git\n");
    expect(projectAt(main).worktrees()).toEqual([main]);
  });

  test("that has moved is told to be mended", () => {
    const main = repository();
    const linked = join(folder(), "w");
    git(main, "worktree", "add", "-q", linked);
    renameSync(main, `${main}-moved`);
    expect(projectAt(linked).problem).toContain("leads to no repository");
    expect(projectAt(linked).worktrees()).toEqual([linked]);
  });
});

describe("what is no repository", () => {
  test.each([
    ["an empty file", ""],
    ["a file of something else", "hello\n"],
    ["a link to nowhere", "gitdir: /nowhere/at/all\n"],
    ["a link with NUL", "gitdir: /a\0b\n"],
    ["a large file", "gitdir: /".padEnd(100_000, "x")],
  ])("%s as .git makes the folder its own project", (_, text) => {
    const root = folder();
    mkdirSync(join(root, "sub"));
    write(join(root, ".git"), text);
    const project = projectAt(join(root, "sub"));
    expect(project).toMatchObject({ gitDir: null, main: join(root, "sub") });
    expect(project.problem).toContain(join(root, ".git"));
  });

  test("a folder named .git without a repository in it is passed by", () => {
    const root = folder();
    mkdirSync(join(root, ".git"));
    expect(projectAt(root)).toMatchObject({ gitDir: null, problem: null });
    write(join(root, ".git", "HEAD"), "ref: refs/heads/main\n");
    expect(projectAt(root)).toMatchObject({ gitDir: null, problem: null });
  });

  test("a folder that links to itself ends", () => {
    const root = folder();
    symlinkSync(".git", join(root, ".git"));
    expect(projectAt(root)).toMatchObject({ gitDir: null });
  });

  test.skipIf(asRoot)("one that may not be read (skipped for root, who may)", () => {
    const root = handmade("ref: refs/heads/main\n");
    expect(projectAt(root).gitDir).toBe(join(root, ".git"));
    chmodSync(join(root, ".git"), 0);
    expect(projectAt(root)).toMatchObject({ gitDir: null });
    chmodSync(join(root, ".git"), 0o700);
  });

  test.skipIf(!asRoot || !hasGit)(
    "another user's, above the project (needs root to make one)",
    () => {
      const theirs = repository();
      chmodSync(home, 0o755);
      const mine = join(theirs, "mine");
      mkdirSync(mine);
      const module = pathToFileURL(join(import.meta.dirname, "../../src/server/project/look.ts"));
      const search = module.href.replace("look.ts", "find-repository.ts");
      const code = `process.setuid(65534); process.stdout.write(JSON.stringify(found(process.argv[1])?.top ?? null));`;
      const top = (path: string) => {
        const text = `import { findRepository as found } from ${JSON.stringify(search)};\n${code}`;
        const { stdout } = spawnSync(process.execPath, ["--input-type=module", "-e", text, path], {
          encoding: "utf8",
        });
        return JSON.parse(stdout);
      };
      // Root's is trusted; a stranger's only where Baton was started on it.
      expect(top(mine)).toBe(theirs);
      chownSync(join(theirs, ".git"), 4242, 4242);
      expect(top(mine)).toBe(null);
      expect(top(theirs)).toBe(theirs);
    },
  );
});
