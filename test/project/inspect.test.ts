import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { closeSync, ftruncateSync, mkdirSync, openSync, symlinkSync } from "node:fs";
import { join, relative } from "node:path";
import { describe, expect, test } from "vitest";
import { inspect } from "../../src/server/project/inspect.ts";
import { hasGit, projectAt, scratch } from "./fixtures.ts";

const { folder, git, repository, write } = scratch();
const nothing = { exists: false, sha256: null, bytes: null, root: null };
const outside = { outside: true };
const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");

describe("a path in the project", () => {
  const root = folder();
  const look = (path: string) => inspect(projectAt(root), path);
  write(join(root, "src", "a.ts"), "text\n");
  write(join(root, "ünï cödé.md"), "");

  test("has the hash and size of its bytes", async () => {
    const facts = { exists: true, sha256: sha256("text\n"), bytes: 5, root };
    expect(await look("src/a.ts")).toEqual(facts);
    expect(await look("./src/../src//a.ts")).toEqual(facts);
    expect(await look(join(root, "src", "a.ts"))).toEqual(facts);
  });

  test("may be empty, may have any name, may be a folder", async () => {
    expect(await look("ünï cödé.md")).toMatchObject({ sha256: sha256(""), bytes: 0 });
    expect(await look("src")).toEqual({ exists: true, sha256: null, bytes: null, root });
    expect(await look(".")).toMatchObject({ exists: true });
  });

  test("is read in pieces, with the hash of the whole", async () => {
    const text = "0123456789abcdef".repeat(200_000);
    write(join(root, "large.txt"), text);
    expect(await look("large.txt")).toMatchObject({ sha256: sha256(text), bytes: 3_200_000 });
  });

  test("is known by its size alone above 512 MB", async () => {
    const file = openSync(join(root, "huge.bin"), "w");
    ftruncateSync(file, 512 * 1_048_576 + 1);
    closeSync(file);
    expect(await look("huge.bin")).toEqual({
      exists: true,
      sha256: null,
      bytes: 536_870_913,
      root,
    });
  });

  test.each([
    "gone.ts",
    "gone/a.ts",
    "src/a.ts/b",
    "",
    " ",
    "x".repeat(5_000),
    `${"y".repeat(300)}.ts`,
  ])("%j is not there", async (path) => expect(await look(path)).toEqual(nothing));

  test.skipIf(process.platform === "win32")("is no deliverable when it is a pipe", async () => {
    execFileSync("sh", ["-c", 'mkfifo "$0"', join(root, "pipe")]);
    expect(await look("pipe")).toEqual(nothing);
  });
});

test("a link to the web is taken as it is", async () => {
  const project = projectAt(folder());
  expect(await inspect(project, "https://example.com/a?b#c")).toEqual({ ...nothing, exists: true });
  expect(await inspect(project, "HTTP://example.com")).toMatchObject({ exists: true });
  expect(await inspect(project, "https://")).toEqual(nothing);
  expect(await inspect(project, "file:///etc/passwd")).toEqual(nothing);
});

describe("a path that leads out is refused", () => {
  const home = folder();
  const root = join(home, "proj");
  const look = (path: string) => inspect(projectAt(root), path);
  write(join(root, "in.txt"), "in");
  write(join(home, "secret.txt"), "out");
  write(join(home, "project-of-another", "a.txt"), "out");
  symlinkSync(join(home, "secret.txt"), join(root, "link.txt"));
  symlinkSync("link.txt", join(root, "chain.txt"));
  symlinkSync(home, join(root, "up"));
  symlinkSync("in.txt", join(root, "fine.txt"));
  symlinkSync("nowhere", join(root, "dangling"));
  symlinkSync("loop", join(root, "loop"));

  test.each([
    "../secret.txt",
    "../gone.txt",
    "..",
    "src/../../secret.txt",
    "/etc/passwd",
    "/no/such/thing",
    "/",
    join(home, "project-of-another", "a.txt"),
    "../project-of-another/a.txt",
    "link.txt",
    "chain.txt",
    "up/secret.txt",
    "up/gone.txt",
    "a\0b",
    "\0",
  ])("%j", async (path) => expect(await look(path)).toEqual(outside));

  test("a link that stays within is fine", async () => {
    expect(await look("fine.txt")).toMatchObject({ sha256: sha256("in"), root });
    expect(await look("up/proj/in.txt")).toMatchObject({ exists: true, root });
  });

  test("a link to nowhere, or round in a circle, is not there", async () => {
    expect(await look("dangling")).toEqual(nothing);
    expect(await look("loop")).toEqual(nothing);
  });

  test("the project may itself be reached by a link", async () => {
    const link = join(folder(), "link");
    symlinkSync(root, link);
    const project = projectAt(link);
    expect(await inspect(project, join(link, "in.txt"))).toMatchObject({ exists: true, root });
    expect(await inspect(project, join(link, "gone.txt"))).toEqual(nothing);
    expect(await inspect(project, "in.txt")).toMatchObject({ exists: true, root });
  });
});

describe.skipIf(!hasGit)("in a repository with worktrees (skipped without git)", () => {
  const main = repository();
  const linked = join(folder(), "feature");
  const nested = join(main, ".claude", "worktrees", "agent");
  git(main, "worktree", "add", "-q", linked);
  git(main, "worktree", "add", "-q", nested);
  mkdirSync(join(main, "pkg"));
  write(join(main, "pkg", "both.txt"), "main");
  write(join(linked, "pkg", "both.txt"), "linked");
  write(join(linked, "pkg", "new.txt"), "linked");
  write(join(nested, "deep.txt"), "nested");

  test("the project's own file goes first, then another worktree's", async () => {
    const look = (path: string) => inspect(projectAt(main), path);
    expect(await look("pkg/both.txt")).toMatchObject({ sha256: sha256("main"), root: main });
    expect(await look("pkg/new.txt")).toMatchObject({ sha256: sha256("linked"), root: linked });
    expect(await inspect(projectAt(linked), "pkg/both.txt")).toMatchObject({ root: linked });
  });

  test("a project in a subfolder looks in the same subfolder of each, and may name what is beside it", async () => {
    const project = projectAt(join(main, "pkg"));
    expect(await inspect(project, "new.txt")).toMatchObject({ root: linked });
    expect(await inspect(project, "../a.txt")).toMatchObject({ exists: true, root: main });
    expect(await inspect(project, "../../a.txt")).toEqual(outside);
  });

  test("an absolute or relative path into another worktree counts, and names the innermost", async () => {
    const look = (path: string) => inspect(projectAt(main), path);
    expect(await look(join(linked, "pkg", "new.txt"))).toMatchObject({ root: linked });
    expect(await look(relative(main, join(linked, "a.txt")))).toMatchObject({ root: linked });
    expect(await look(".claude/worktrees/agent/deep.txt")).toMatchObject({ root: nested });
    expect(await look("deep.txt")).toMatchObject({ sha256: sha256("nested"), root: nested });
    expect(await look(join(linked, "..", "x"))).toEqual(outside);
  });

  test("the project's own link that leads out is not made good by another worktree", async () => {
    symlinkSync("/etc/passwd", join(main, "who.txt"));
    write(join(linked, "who.txt"), "harmless");
    expect(await inspect(projectAt(main), "who.txt")).toEqual(outside);
    symlinkSync("/etc/passwd", join(linked, "else.txt"));
    expect(await inspect(projectAt(main), "else.txt")).toEqual(nothing);
  });
});
