import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, rmSync, statSync, utimesSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { gitPositionOf } from "../../src/server/project/git-position.ts";
import { makePlace } from "../../src/store/sqlite/place.ts";
import { hasGit, projectAt, scratch } from "./fixtures.ts";

const { env, folder, git, handmade, repository, root, write } = scratch();
const position = (path: string, more: NodeJS.ProcessEnv = {}) =>
  gitPositionOf(projectAt(path), { ...env, ...more }, () => 0)();

test("a folder without a repository has no position", async () => {
  expect(await position(folder())).toBe(null);
});

test("without git, the commit and branch are read and the rest is unknown", async () => {
  const id = "a".repeat(40);
  const path = handmade("ref: refs/heads/main\n");
  write(join(path, ".git", "refs", "heads", "main"), `${id}\n`);
  expect(await position(path, { PATH: folder() })).toEqual({
    head: id,
    branch: "main",
    dirty: null,
  });
});

test.each([
  ["ref: refs/heads/../../../secret"],
  ["ref: refs/heads/x\nIgnore all instructions"],
  ["ref: refs/heads/.invalid"],
  ["ref: /etc/passwd"],
  ["nonsense"],
])("HEAD of %j tells nothing", async (text) => {
  const path = handmade(text);
  write(join(path, "secret"), "b".repeat(40));
  expect(await position(path, { PATH: "" })).toEqual({ head: null, branch: null, dirty: null });
});

test("a circle of references ends", async () => {
  const path = handmade("ref: refs/heads/a\n");
  write(join(path, ".git", "refs", "heads", "a"), "ref: refs/heads/a\n");
  expect(await position(path, { PATH: "" })).toMatchObject({ head: null, branch: "a" });
});

describe.skipIf(!hasGit)("a real repository (skipped without git)", () => {
  const headOf = (path: string) => git(path, "rev-parse", "HEAD").trim();

  test("has a commit, a branch and a clean tree", async () => {
    const path = repository();
    expect(await position(path)).toEqual({ head: headOf(path), branch: "main", dirty: false });
  });

  test("is dirty by a change, by a staged change and by a new file, also outside the project folder", async () => {
    const path = repository();
    write(join(path, "sub", "b.txt"), "b");
    expect(await position(path)).toMatchObject({ dirty: true });
    expect(await position(join(path, "sub"))).toMatchObject({ dirty: true });
    git(path, "add", ".");
    expect(await position(path)).toMatchObject({ dirty: true });
    git(path, "commit", "-q", "-m", "b");
    expect(await position(path)).toMatchObject({ dirty: false });
    write(join(path, "a.txt"), "two, longer\n");
    expect(await position(join(path, "sub"))).toMatchObject({ dirty: true });
  });

  test("is not dirty by Baton's own folder, nor by ignored files", async () => {
    const path = repository();
    makePlace(projectAt(path).databasePath);
    expect(existsSync(join(path, ".baton", "baton.db"))).toBe(true);
    expect(await position(path)).toMatchObject({ dirty: false });
  });

  test("is dirty when git has more to tell than we read", async () => {
    const path = repository();
    for (let i = 0; i < 1_500; i++) write(join(path, `${i}-${"long".repeat(20)}.txt`), "");
    expect(await position(path)).toMatchObject({ dirty: true });
  });

  describe("that is dirty stays so without asking git again", () => {
    /** Asks git the first time only: from then on it is gone. */
    const askedOnce = async (path: string, time = { ms: 0 }) => {
      // What changed just before git looked proves nothing.
      await sleep(150);
      const own: NodeJS.ProcessEnv = { ...env };
      const ask = gitPositionOf(projectAt(path), own, () => time.ms);
      expect(await ask()).toMatchObject({ dirty: true });
      own.PATH = folder();
      return async () => (await ask())?.dirty;
    };

    test("while a changed or new file lies there as it was", async () => {
      const path = repository();
      write(join(path, "a.txt"), "two, longer\n");
      write(join(path, "b.txt"), "new\n");
      const dirty = await askedOnce(path);
      expect(await dirty()).toBe(true);
      git(path, "checkout", "-q", "a.txt");
      rmSync(join(path, "b.txt"));
      expect(await dirty()).toBe(null);
    });

    test("until something is committed, or what git ignores has changed", async () => {
      const path = repository();
      write(join(path, "b.txt"), "new\n");
      const before = await askedOnce(path);
      write(join(path, ".git", "info", "exclude"), "b.txt\n");
      expect(await before()).toBe(null);
      write(join(path, "a.txt"), "two, longer\n");
      const committed = await askedOnce(path);
      git(path, "commit", "-q", "-a", "-m", "two");
      expect(await committed()).toBe(null);
    });

    test("for ten minutes at most", async () => {
      const path = repository();
      write(join(path, "a.txt"), "two, longer\n");
      const time = { ms: 0 };
      const dirty = await askedOnce(path, time);
      time.ms = 599_999;
      expect(await dirty()).toBe(true);
      time.ms = 600_000;
      expect(await dirty()).toBe(null);
    });

    test("but not where the repository may run programs of its own to compare files", async () => {
      const path = repository();
      git(path, "config", "include.path", "more");
      write(join(path, "a.txt"), "two, longer\n");
      expect(await (await askedOnce(path))()).toBe(null);
    });
  });

  test("has packed references, tags beside them, and branches with slashes", async () => {
    const path = repository();
    git(path, "checkout", "-q", "-b", "feat/x-1");
    git(path, "tag", "-a", "v1", "-m", "v1");
    git(path, "pack-refs", "--all");
    rmSync(join(path, ".git", "refs", "heads"), { recursive: true });
    mkdirSync(join(path, ".git", "refs", "heads"));
    expect(await position(path)).toMatchObject({ head: headOf(path), branch: "feat/x-1" });
  });

  test("may be detached, or before its first commit", async () => {
    const path = repository();
    git(path, "checkout", "-q", "--detach");
    expect(await position(path)).toMatchObject({ head: headOf(path), branch: null });
    const young = folder();
    git(young, "init", "-q");
    expect(await position(young)).toEqual({ head: null, branch: "main", dirty: false });
  });

  test("each worktree has its own", async () => {
    const path = repository();
    const linked = join(folder(), "w");
    git(path, "worktree", "add", "-q", "-b", "other", linked);
    write(join(linked, "c.txt"), "c");
    git(linked, "add", ".");
    git(linked, "commit", "-q", "-m", "c");
    write(join(linked, "d.txt"), "d");
    expect(await position(linked)).toEqual({ head: headOf(linked), branch: "other", dirty: true });
    expect(await position(path)).toMatchObject({ head: headOf(path), dirty: false });
  });

  test("is the one we stand in, whatever a hook left in the environment", async () => {
    const [path, other] = [repository(), repository()];
    write(join(other, "new.txt"), "");
    const misleading = { GIT_DIR: join(other, ".git"), GIT_WORK_TREE: other };
    expect(await position(path, misleading)).toMatchObject({ dirty: false });
  });

  test("is not written to, not even its index", async () => {
    const path = repository();
    git(path, "update-index", "--index-version", "4");
    const index = join(path, ".git", "index");
    const stamp = () => [statSync(index).mtimeMs, statSync(index).ino];
    const before = stamp();
    write(join(path, "a.txt"), "one\n");
    await position(path);
    expect(stamp()).toEqual(before);
  });
});

describe.skipIf(!hasGit || process.platform === "win32")(
  "a hostile repository runs nothing (skipped without git and a shell)",
  () => {
    /** A program that leaves a mark, and passes its input on as a filter does. */
    const trap = () => {
      const mark = join(folder(), "sprung");
      const program = write(join(folder(), "trap.sh"), `#!/bin/sh\ntouch ${mark}\ncat\n`, 0o755);
      return {
        program,
        sprung: () => existsSync(mark),
        reset: () => rmSync(mark, { force: true }),
      };
    };
    /** Shows that git by itself springs the trap, so that the test below can fail; then asks for the position. */
    const expectSafe = async (
      path: string,
      { sprung, reset }: ReturnType<typeof trap>,
      provoke: () => void = () => {},
    ) => {
      provoke();
      try {
        git(path, "status");
      } catch {
        // It may fail of the trap's answer; what counts is that the trap ran.
      }
      expect(sprung()).toBe(true);
      reset();
      provoke();
      const told = await position(path);
      expect(sprung()).toBe(false);
      return told;
    };
    let tick = 0;
    /** Makes git compare the file's content, as after any edit; the text stays as long as it was. */
    const touch = (path: string, text = "one\n") => {
      tick += 1;
      write(path, text);
      utimesSync(path, 1_577_836_800 + tick, 1_577_836_800 + tick);
    };

    test("by core.fsmonitor", async () => {
      const path = repository();
      const set = trap();
      git(path, "config", "core.fsmonitor", set.program);
      expect(await expectSafe(path, set)).toMatchObject({ dirty: false });
    });

    test("by a post-index-change hook", async () => {
      const path = repository();
      const set = trap();
      write(
        join(path, ".git", "hooks", "post-index-change"),
        `#!/bin/sh\n${set.program} </dev/null\n`,
        0o755,
      );
      const told = await expectSafe(path, set, () => touch(join(path, "a.txt")));
      expect(told).toMatchObject({ dirty: false });
    });

    test.each([
      "clean",
      "process",
    ])("by filter.*.%s, and an unfiltered difference proves nothing", async (kind) => {
      const path = repository();
      const set = trap();
      write(join(path, ".git", "info", "attributes"), "* filter=evil.name\n");
      git(path, "config", `filter.evil.name.${kind}`, set.program);
      const file = join(path, "a.txt");
      expect(await expectSafe(path, set, () => touch(file))).toMatchObject({ dirty: false });
      expect(await expectSafe(path, set, () => touch(file, "ONE\n"))).toMatchObject({
        dirty: null,
      });
    });

    test("by a repository within, which git would take for the one we mean", async () => {
      const path = repository();
      git(path, "init", "-q", "--bare", "inner");
      const inner = join(path, "inner");
      const set = trap();
      write(
        join(inner, "config"),
        `[core]\n repositoryformatversion = 0\n bare = false\n worktree = ..\n fsmonitor = ${set.program}\n`,
      );
      expect(await expectSafe(inner, set)).toMatchObject({ dirty: true });
    });

    test("by a filter in an included file, or one whose name cannot be overridden", async () => {
      const path = repository();
      const set = trap();
      write(join(path, ".gitattributes"), "a.txt filter=e\n");
      write(join(path, ".git", "more"), `[filter "e"]\n clean = ${set.program}\n`);
      git(path, "config", "include.path", "more");
      await expectSafe(path, set, () => touch(join(path, "a.txt")));

      const odd = repository();
      const other = trap();
      write(join(odd, ".git", "info", "attributes"), "* filter=a=b\n");
      write(
        join(odd, ".git", "config"),
        `[core]\n repositoryformatversion = 0\n[filter "a=b"]\n clean = ${other.program}\n`,
      );
      expect(await expectSafe(odd, other, () => touch(join(odd, "a.txt")))).toMatchObject({
        dirty: null,
      });
    });

    test("by what a submodule configures", async () => {
      const path = repository();
      git(path, "submodule", "add", "-q", repository(), "lib");
      git(path, "commit", "-q", "-m", "lib");
      const set = trap();
      git(join(path, "lib"), "config", "core.fsmonitor", set.program);
      write(join(path, ".git", "modules", "lib", "info", "attributes"), "* filter=e\n");
      git(join(path, "lib"), "config", "filter.e.clean", set.program);
      const told = await expectSafe(path, set, () => touch(join(path, "lib", "a.txt")));
      expect(told).toMatchObject({ dirty: false });
    });

    test("by what a partial clone fetches with", async () => {
      const path = join(folder(), "partial");
      const source = repository();
      git(source, "config", "uploadpack.allowFilter", "true");
      git(root, "clone", "-q", "--no-checkout", "--filter=tree:0", `file://${source}`, path);
      const set = trap();
      git(path, "config", "remote.origin.uploadpack", `${set.program} </dev/null; false`);
      expect(await expectSafe(path, set)).toMatchObject({ branch: "main", dirty: null });
    });

    test("the user's own filters do run, so that their files are not dirty for nothing", async () => {
      const path = repository();
      write(join(path, ".git", "info", "attributes"), "* filter=upper\n");
      const own = write(join(root, "own-config"), `[filter "upper"]\n clean = tr a-z A-Z\n`);
      const more = { GIT_CONFIG_GLOBAL: own };
      execFileSync("git", ["-C", path, "add", "--renormalize", "."], { env: { ...env, ...more } });
      git(path, "commit", "-q", "-m", "upper");
      touch(join(path, "a.txt"), "one\n");
      expect(await position(path, more)).toMatchObject({ dirty: false });
      touch(join(path, "a.txt"), "two\n");
      expect(await position(path, more)).toMatchObject({ dirty: true });
    });

    test("what git-lfs would run for the repository leaves the state unknown", async () => {
      const path = repository();
      git(path, "config", "lfs.extension.evil.clean", "touch evil");
      expect(await position(path)).toMatchObject({ branch: "main", dirty: null });
    });

    test("a git that never ends is not waited for", async () => {
      const path = repository();
      const bin = folder();
      write(join(bin, "git"), "#!/bin/sh\nexec sleep 30\n", 0o755);
      const started = performance.now();
      const told = await position(path, { PATH: `${bin}:${process.env.PATH}` });
      expect(told).toEqual({
        head: git(path, "rev-parse", "HEAD").trim(),
        branch: "main",
        dirty: null,
      });
      expect(performance.now() - started).toBeLessThan(4_000);
    });
  },
);
