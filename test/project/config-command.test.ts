import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { config } from "../../src/cli/config.ts";
import { hasGit, scratch } from "./fixtures.ts";

const { folder, git, repository, write } = scratch();

const terminal = (cwd: string, home = folder()) => {
  const env = { XDG_CONFIG_HOME: home, BATON_ASSUME_OPERATOR: "1" };
  const run = async (argv: readonly string[], more: NodeJS.ProcessEnv = {}) => {
    let stdout = "";
    let stderr = "";
    const code = await config(argv, {
      stdout: (text) => {
        stdout += text;
      },
      stderr: (text) => {
        stderr += text;
      },
      cwd,
      env: { ...env, ...more },
    });
    return { code, stdout, stderr };
  };
  return { run, file: join(home, "baton", "config.json") };
};

test("without a file, baton config says where it would be and how to begin", async () => {
  const cwd = folder();
  const { run, file } = terminal(cwd);
  const { code, stdout } = await run([]);
  expect(code).toBe(0);
  expect(stdout).toBe(
    `File     ${file} (does not exist yet)\nProject  ${cwd}\nChecks   none; add one: baton config add-check tests -- npm test\n`,
  );
  expect(existsSync(file)).toBe(false);
});

test("a check is added, shown, replaced and removed", async () => {
  const cwd = folder();
  const { run, file } = terminal(cwd);
  const add = ["add-check", "tests", "--timeout", "30", "--cwd", "pkg"];
  expect(await run([...add, "--", "node", "--test", "a b"])).toEqual({
    code: 0,
    stdout: `Added check tests: node --test "a b"\n`,
    stderr: "",
  });
  await run(["add-check", "lint", "--", "npx", "biome", "--", "ci"]);
  expect((await run([])).stdout).toBe(
    `File     ${file}\nProject  ${cwd}\nChecks   lint   npx biome -- ci  (600 s)\n         tests  node --test "a b"  (30 s, in pkg)\n`,
  );
  expect(JSON.parse((await run(["--json"])).stdout)).toEqual({
    path: file,
    exists: true,
    project: cwd,
    checks: [
      {
        name: "lint",
        command: ["npx", "biome", "--", "ci"],
        timeout_seconds: 600,
        cwd: ".",
        source: "project",
      },
      {
        name: "tests",
        command: ["node", "--test", "a b"],
        timeout_seconds: 30,
        cwd: "pkg",
        source: "project",
      },
    ],
  });
  expect((await run(["add-check", "tests", "--", "true"])).stdout).toBe(
    "Replaced check tests: true\n",
  );
  expect((await run(["remove-check", "lint"])).stdout).toBe("Removed check lint.\n");
  const { projects } = JSON.parse(readFileSync(file, "utf8"));
  expect(projects).toEqual({ [cwd]: { checks: { tests: { command: ["true"] } } } });
});

test.skipIf(!hasGit)("linked worktrees share their checks (skipped without git)", async () => {
  const main = repository();
  const linked = join(folder(), "w");
  git(main, "worktree", "add", "-q", linked);
  const home = folder();
  await terminal(linked, home).run(["add-check", "tests", "--", "true"]);
  expect((await terminal(main, home).run([])).stdout).toContain("tests  true");
});

describe("what cannot be understood exits with 2 and says how it is used", () => {
  test.each([
    [["add-check"], "needs a name"],
    [["add-check", "x"], "needs -- and then the command"],
    [["add-check", "x", "--"], "needs -- and then the command"],
    [["add-check", "x", "npm", "test"], "put -- before the command"],
    [["add-check", "x", "y", "--", "npm"], "one name"],
    [["add-check", "../x", "--", "npm"], "is no name"],
    [["add-check", "__proto__", "--", "npm"], "is no name"],
    [["add-check", "x".repeat(65), "--", "npm"], "is no name"],
    [["add-check", "x", "--timeout", "soon", "--", "npm"], "whole seconds"],
    [["add-check", "x", "--timeout", "0", "--", "npm"], "whole seconds"],
    [["add-check", "x", "--timeout", "1e9", "--", "npm"], "at most 86400"],
    [["add-check", "x", "--tiemout", "5", "--", "npm"], "--tiemout"],
    [["add-check", "x", "--cwd", "", "--", "npm"], "--cwd needs a folder"],
    [["remove-check"], "needs one name"],
    [["remove-check", "a", "b"], "needs one name"],
    [["add"], "config knows no add"],
    [["--json", "x"], "config knows no x"],
    [["--yaml"], "--yaml"],
  ])("%j", async (argv, what) => {
    const { run, file } = terminal(folder());
    const { code, stdout, stderr } = await run(argv);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain(what);
    expect(stderr).toContain("Usage: baton config");
    expect(existsSync(file)).toBe(false);
  });
});

test("a check that is not there is not removed, and the nearest is named", async () => {
  const { run, file } = terminal(folder());
  await run(["add-check", "tests", "--", "true"]);
  const { code, stderr } = await run(["remove-check", "test"]);
  expect(code).toBe(1);
  expect(stderr).toContain("Did you mean tests?");
  write(file, `{"version": 1, "defaults": {"checks": {"all": {"command": ["x"]}}}}`);
  expect((await run(["remove-check", "all"])).stderr).toContain("a default for every project");
  expect((await run([])).stdout).toContain("all  x  (600 s, for every project)");
});

test("a broken file is told and kept", async () => {
  const { run, file } = terminal(folder());
  write(file, "{,}");
  for (const argv of [[], ["add-check", "x", "--", "y"], ["remove-check", "x"]]) {
    const { code, stderr } = await run(argv);
    expect(code).toBe(1);
    expect(stderr).toContain(`${file} is not JSON at line 1, column 2. Fix: Mend the file`);
  }
  expect(readFileSync(file, "utf8")).toBe("{,}");
});

describe("an agent's shell has no terminal", () => {
  const code = (cwd: string) => `
    import { config } from ${JSON.stringify(join(import.meta.dirname, "../../src/cli/config.ts"))};
    const text = (stream) => (text) => { stream.write(text); };
    process.exitCode = await config(process.argv.slice(process.argv[1]?.endsWith(".mjs") ? 2 : 1), {
      stdout: text(process.stdout), stderr: text(process.stderr), cwd: ${JSON.stringify(cwd)}, env: process.env });`;
  const add = ["add-check", "tests", "--", "true"];

  test("so it changes no checks, and only reads them", async () => {
    const { run, file } = terminal(folder());
    const agent = { BATON_ASSUME_OPERATOR: undefined };
    const args = (...more: string[]) => ["--input-type=module", "-e", code(folder()), ...more];
    const env = { ...process.env, ...agent, XDG_CONFIG_HOME: join(file, "../..") };
    const shell = spawnSync(process.execPath, args("--", ...add), { env, encoding: "utf8" });
    expect(shell.status).toBe(1);
    expect(shell.stderr).toContain("forbidden: checks are the operator's to change");
    expect(existsSync(file)).toBe(false);
    await run(add);
    const removed = spawnSync(process.execPath, args("remove-check", "tests"), {
      env,
      encoding: "utf8",
    });
    expect(removed.status).toBe(1);
    expect((await run([], agent)).stdout).toContain("tests  true");
  });

  test.skipIf(spawnSync("sh", ["-c", "script --version"]).status !== 0)(
    "while a person's has one (skipped without script, which makes one)",
    () => {
      const home = folder();
      const program = write(join(folder(), "add.mjs"), code(folder()));
      const command = `'${process.execPath}' '${program}' ${add.join(" ")}`;
      const env = { ...process.env, BATON_ASSUME_OPERATOR: undefined, XDG_CONFIG_HOME: home };
      const { stdout, status } = spawnSync("sh", ["-c", 'script -qec "$0" /dev/null', command], {
        env,
        encoding: "utf8",
      });
      expect(stdout).toContain("Added check tests: true");
      expect(status).toBe(0);
    },
  );
});
