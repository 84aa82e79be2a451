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
    `File     ${file} (does not exist yet)\nProject  ${cwd}\nChecks   none; add one: baton config add-check tests -- npm test\nPools    none; add one: baton config add-pool gpu 2\nAgents   at most 1000 at work at once\n`,
  );
  expect(existsSync(file)).toBe(false);
});

test("a person is added, shown, replaced and removed", async () => {
  const { run, file } = terminal(folder());
  await run(["add-check", "tests", "--", "true"]);
  const add = ["add-person", "ada", "--user", "adal", "--role", "finance", "--role", "boss"];
  expect(await run(add)).toEqual({
    code: 0,
    stdout: "Added person ada  (user adal; finance, boss)\n",
    stderr: "",
  });
  await run(["add-person", "bob"]);
  expect((await run([])).stdout).toContain(
    "\nPeople   ada  (user adal; finance, boss)\n         bob  (user bob)\n",
  );
  const { people, checks } = JSON.parse((await run(["--json"])).stdout);
  expect(people).toEqual([
    { name: "ada", users: ["adal"], roles: ["finance", "boss"] },
    { name: "bob", users: ["bob"], roles: [] },
  ]);
  expect(checks).toHaveLength(1);
  expect((await run(["add-person", "ada"])).stdout).toBe("Replaced person ada  (user ada)\n");
  expect((await run(["remove-person", "ada"])).stdout).toBe("Removed person ada.\n");
  expect(JSON.parse(readFileSync(file, "utf8")).people).toEqual({ bob: {} });
  const gone = await run(["remove-person", "ada"]);
  expect(gone.code).toBe(1);
  expect(gone.stderr).toContain("no person ada");
});

test.each([
  ["add-person"],
  ["add-person", "a", "b"],
  ["add-person", "a b"],
  ["add-person", "a", "--user", ""],
  ["add-person", "a", "--age", "3"],
  ["remove-person"],
])("baton config %s is misused", async (...args) => {
  const { run, file } = terminal(folder());
  expect((await run(args)).code).toBe(2);
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
    `File     ${file}\nProject  ${cwd}\nChecks   lint   npx biome -- ci  (600 s)\n         tests  node --test "a b"  (30 s, in pkg)\nPools    none; add one: baton config add-pool gpu 2\nAgents   at most 1000 at work at once\n`,
  );
  expect(JSON.parse((await run(["--json"])).stdout)).toEqual({
    path: file,
    exists: true,
    project: cwd,
    price_per_million_tokens: null,
    key_command: null,
    pools: {},
    capacity: { parallel_agents: 1000, tokens: null, workflows: null },
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
    people: [],
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

describe("limits", () => {
  const read = (file: string) => JSON.parse(readFileSync(file, "utf8"));

  test("a pool is declared, shown, changed and removed; checks stay", async () => {
    const cwd = folder();
    const { run, file } = terminal(cwd);
    await run(["add-check", "lint", "--", "npx", "biome"]);
    const said = async (...argv: readonly string[]) => (await run(argv)).stdout;
    expect(await said("add-pool", "gpu", "2")).toBe("Added pool gpu: 2 units\n");
    expect(await said("add-pool", "disk", "40")).toBe("Added pool disk: 40 units\n");
    expect(await said("add-pool", "gpu", "3")).toBe("Changed pool gpu: 3 units\n");
    expect(await said("set-capacity", "8")).toBe("At most 8 agents are at work at once.\n");
    expect(await said()).toContain("Pools    gpu 3, disk 40\nAgents   at most 8 at work at once\n");
    expect(await said("set-capacity", "--tokens", "500000")).toBe(
      "A workflow may be given at most 500000 tokens.\n",
    );
    expect(await said()).toContain("Tokens   at most 500000 a workflow\n");
    expect(await said("set-capacity", "--workflows", "500")).toBe(
      "At most 500 workflows are unfinished at once.\n",
    );
    expect(await said()).toContain("Workflows  at most 500 unfinished\n");
    expect(JSON.parse(await said("--json"))).toMatchObject({
      pools: { gpu: 3, disk: 40 },
      capacity: { parallel_agents: 8, tokens: 500_000, workflows: 500 },
    });
    expect(await said("remove-pool", "gpu")).toBe("Removed pool gpu.\n");
    expect(read(file).projects[cwd]).toEqual({
      checks: { lint: { command: ["npx", "biome"] } },
      pools: { disk: 40 },
      capacity: { parallel_agents: 8, tokens: 500_000, workflows: 500 },
    });
  });

  test("a project's own go before the defaults", async () => {
    const cwd = folder();
    const home = folder();
    const defaults = { pools: { gpu: 1, net: 5 }, capacity: { parallel_agents: 4 } };
    write(join(home, "baton", "config.json"), JSON.stringify({ version: 1, defaults }));
    const { run } = terminal(cwd, home);
    await run(["add-pool", "gpu", "9"]);
    expect(JSON.parse((await run(["--json"])).stdout)).toMatchObject({
      pools: { gpu: 9, net: 5 },
      capacity: { parallel_agents: 4 },
    });
    const { code, stderr } = await run(["remove-pool", "net"]);
    expect([code, stderr]).toEqual([1, expect.stringContaining("default for every project")]);
  });

  test.each([
    [["add-pool"], "needs a name and a number"],
    [["add-pool", "gpu"], "whole units from 1"],
    [["add-pool", "gpu", "0"], "whole units from 1"],
    [["add-pool", "gpu", "1.5"], "whole units from 1"],
    [["add-pool", "gpu", "1000001"], "whole units from 1 to 1000000"],
    [["add-pool", "../x", "1"], "needs a name"],
    [["add-pool", "gpu", "1", "2"], "needs a name and a number"],
    [["remove-pool"], "needs one name"],
    [["set-capacity"], "from 1 to 1000"],
    [["set-capacity", "1001"], "from 1 to 1000"],
    [["set-capacity", "--tokens", "0"], "--tokens or --workflows from 1"],
    [["set-capacity", "--workflows", "many"], "--tokens or --workflows from 1"],
  ])("%j is misused", async (argv, words) => {
    const { run, file } = terminal(folder());
    const { code, stderr } = await run(argv);
    expect([code, stderr]).toEqual([2, expect.stringContaining(words)]);
    expect(existsSync(file)).toBe(false);
  });

  test.each([
    [["add-pool", "gpu", "1"]],
    [["remove-pool", "gpu"]],
    [["set-capacity", "1"]],
  ])("an agent may not %j", async (argv) => {
    const { run, file } = terminal(folder());
    const { code, stderr } = await run(argv, { BATON_ASSUME_OPERATOR: "0" });
    expect([code, stderr]).toEqual([1, expect.stringContaining("the operator's to change")]);
    expect(existsSync(file)).toBe(false);
  });

  test("removing what is not there names what is near", async () => {
    const { run } = terminal(folder());
    await run(["add-pool", "gpus", "1"]);
    expect((await run(["remove-pool", "gpu"])).stderr).toContain("Did you mean gpus?");
    expect((await run(["remove-pool", "quite-other"])).stderr).toContain("lists the pools");
  });
});
