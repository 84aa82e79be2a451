import { spawn } from "node:child_process";
import { once } from "node:events";
import {
  chmodSync,
  chownSync,
  lstatSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  utimesSync,
} from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import {
  addCheck,
  addPool,
  removeCheck,
  setCapacity,
} from "../../src/server/project/edit-config.ts";
import { checksOf, readConfig } from "../../src/server/project/operator-config.ts";
import { configPath, createWorkplace, stateDir } from "../../src/server/project/workplace.ts";
import { projectAt, scratch } from "./fixtures.ts";

const { folder, write } = scratch();
const fresh = () => join(folder(), "baton", "config.json");
const parsed = (path: string) => JSON.parse(readFileSync(path, "utf8"));
const posix = process.platform !== "win32";

test.skipIf(!posix)("its place is the user's configuration folder, and never relative", () => {
  expect(configPath({ XDG_CONFIG_HOME: "/c" })).toBe("/c/baton/config.json");
  expect(configPath({ HOME: "/h" })).toBe("/h/.config/baton/config.json");
  expect(configPath({ HOME: "/h", XDG_CONFIG_HOME: "" })).toBe("/h/.config/baton/config.json");
  expect(configPath({ HOME: "/h", XDG_CONFIG_HOME: "here" })).toBe("/h/.config/baton/config.json");
  expect(configPath({})).toBe(join(homedir(), ".config/baton/config.json"));
  expect(stateDir({ XDG_STATE_HOME: "/s" })).toBe("/s/baton");
  expect(stateDir({ HOME: "/h" })).toBe("/h/.local/state/baton");
});

describe("an edit", () => {
  test("makes the file, for the user only", async () => {
    const path = fresh();
    const entry = { command: ["node", "--test"] satisfies [string, ...string[]] };
    expect(await addCheck(path, "/p", "tests", entry)).toEqual({ existed: false });
    expect(parsed(path)).toEqual({ version: 1, projects: { "/p": { checks: { tests: entry } } } });
    expect(readdirSync(dirname(path))).toEqual(["config.json"]);
    if (posix) {
      expect(statSync(path).mode & 0o777).toBe(0o600);
      expect(statSync(dirname(path)).mode & 0o777).toBe(0o700);
    }
  });

  test("keeps everything else, also what this version does not know", async () => {
    const path = fresh();
    const before = {
      version: 1,
      theme: "dark",
      projects: {
        "/p": { note: "mine", checks: { lint: { command: ["a"], since: 2 } } },
        "/q": { checks: {} },
      },
      defaults: { checks: { all: { command: ["b"] } }, more: true },
    };
    write(path, JSON.stringify(before));
    await addCheck(path, "/p", "tests", { command: ["c", ""], timeout_seconds: 5 });
    const { lint } = before.projects["/p"].checks;
    const tests = { command: ["c", ""], timeout_seconds: 5 };
    const p = { note: "mine", checks: { lint, tests } };
    expect(parsed(path)).toEqual({ ...before, projects: { ...before.projects, "/p": p } });
    expect(await removeCheck(path, "/p", "tests")).toEqual({ existed: true });
    expect(await removeCheck(path, "/p", "tests")).toEqual({ existed: false });
    expect(parsed(path)).toEqual(before);
  });

  test("goes through a link and leaves it", async () => {
    const target = write(join(folder(), "dotfiles.json"), `{"version":1}`);
    const path = join(folder(), "config.json");
    symlinkSync(target, path);
    await addCheck(path, "/p", "x", { command: ["x"] });
    expect(lstatSync(path).isSymbolicLink()).toBe(true);
    expect(Object.keys(parsed(target).projects)).toEqual(["/p"]);
  });

  test("is not lost when many processes edit at once", { timeout: 30_000 }, async () => {
    const path = fresh();
    const module = join(import.meta.dirname, "../../src/server/project/edit-config.ts");
    const code = `
      import { addCheck } from ${JSON.stringify(module)};
      const [path, who] = process.argv.slice(1);
      await Promise.all([1, 2, 3, 4].map((n) => addCheck(path, "/p", who + n, { command: ["x"] })));`;
    const ends = ["a", "b", "c", "d"].map(async (who) => {
      const child = spawn(process.execPath, ["--input-type=module", "-e", code, path, who]);
      expect(await once(child, "exit")).toEqual([0, null]);
    });
    await Promise.all(ends);
    expect(Object.keys(parsed(path).projects["/p"].checks)).toHaveLength(16);
    expect(readdirSync(dirname(path))).toEqual(["config.json"]);
  });

  test("takes a lock over that a crash left behind", async () => {
    const path = fresh();
    const lock = write(`${path}.lock`, "somebody");
    utimesSync(lock, new Date(0), new Date(0));
    const edits = ["a", "b", "c"].map((name) => addCheck(path, "/p", name, { command: ["x"] }));
    await Promise.all(edits);
    expect(Object.keys(parsed(path).projects["/p"].checks).sort()).toEqual(["a", "b", "c"]);
    expect(readdirSync(dirname(path))).toEqual(["config.json"]);
  });
});

describe("a broken file", () => {
  test.each([
    [`{"version": 1,\n  "projects": x}`, "line 2, column 15"],
    [`{"version": 1,}`, "line 1, column 15"],
    [`{"version": 1`, "line 1, column 14"],
    ["", "line 1, column 1"],
    [`{"a": tru, "b": "${"long ".repeat(100)}"}`, "line 1, column 10"],
    [`{\n"a": "b\nc"}`, "line 2, column 8"],
    ["<<<<<<< HEAD\n{}", "line 1, column 1"],
  ])("%j names the place", async (text, place) => {
    const path = write(fresh(), text);
    await expect(readConfig(path)).rejects.toThrow(`${path} is not JSON at ${place}.`);
  });

  test.each([
    ["[]", "the whole"],
    ["{}", `["version"]`],
    [`{"version": 2}`, `["version"]`],
    [
      `{"version": 1, "projects": {"/p": {"checks": {"t": {"command": "npm test"}}}}}`,
      `["projects"]["/p"]["checks"]["t"]["command"]`,
    ],
    [`{"version": 1, "defaults": {"checks": {"t": {"command": []}}}}`, `["command"]`],
    [`{"version": 1, "defaults": {"checks": {"t": {"command": ["a", "\\u0000"]}}}}`, "NUL"],
    [
      `{"version": 1, "defaults": {"checks": {"t": {"command": ["a"], "timeout_seconds": 0}}}}`,
      `["timeout_seconds"]`,
    ],
  ])("%s names the key", async (text, key) => {
    const path = write(fresh(), text);
    await expect(readConfig(path)).rejects.toThrow(key);
  });

  test("is never written over, and no lock or copy is left", async () => {
    const path = write(fresh(), `{"version": 1,}`);
    await expect(addCheck(path, "/p", "x", { command: ["x"] })).rejects.toThrow("is not JSON");
    expect(readFileSync(path, "utf8")).toBe(`{"version": 1,}`);
    expect(readdirSync(dirname(path))).toEqual(["config.json"]);
  });
});

describe.skipIf(!posix)("a file that somebody else could have written", () => {
  test("is not followed when everybody may write it", async () => {
    const path = fresh();
    write(path, '{"version":1}');
    chmodSync(path, 0o664);
    expect(await readConfig(path)).toEqual({ version: 1 });
    chmodSync(path, 0o646);
    await expect(readConfig(path)).rejects.toThrow(/written by every user .*chmod o-w/);
    await expect(addPool(path, "/p", "gpu", 1)).rejects.toThrow(/not followed/);
    expect(readFileSync(path, "utf8")).toBe('{"version":1}');
  });

  // Only the superuser can give a file away.
  test.skipIf(process.getuid?.() !== 0)("is not followed when it is another user's", async () => {
    const path = fresh();
    write(path, '{"version":1}');
    chownSync(path, 4_242, 4_242);
    await expect(readConfig(path)).rejects.toThrow(/belongs to another user/);
  });
});

test("a project's own check goes before the default of its name; names of objects are nothing special", async () => {
  const path = write(
    fresh(),
    `\uFEFF{"version": 1, "projects": {"/p": {"checks": {"b": {"command": ["own"]}}}},
      "defaults": {"checks": {"b": {"command": ["default"]}, "a": {"command": ["a"]}}}}`,
  );
  const config = await readConfig(path);
  expect(checksOf(config, "/p").map(({ name, source }) => [name, source])).toEqual([
    ["a", "defaults"],
    ["b", "project"],
  ]);
  expect(checksOf(config, "constructor").map(({ name }) => name)).toEqual(["a", "b"]);
});

describe("the workplace", () => {
  const at = (root: string, config: string) =>
    createWorkplace({ project: projectAt(root), configPath: config, monotonic: () => 0 });

  test("runs the operator's checks, as the file has them now", async () => {
    const [root, path] = [folder(), fresh()];
    const place = at(root, path);
    expect(await place.checkNames()).toEqual([]);
    await addCheck(path, root, "yes", { command: [process.execPath, "-e", "console.log('ran')"] });
    expect(await place.checkNames()).toEqual(["yes"]);
    expect(await place.runCheck("yes")).toEqual({ name: "yes", exitCode: 0, tail: "ran" });
    expect(await at(folder(), path).checkNames()).toEqual([]);
  });

  test("does not pass a check that is gone, or whose file is broken", async () => {
    const [root, path] = [folder(), fresh()];
    const gone = await at(root, path).runCheck("toString");
    expect(gone).toMatchObject({ exitCode: null });
    expect(gone.tail).toContain("no check named toString");
    write(path, "{");
    const broken = await at(root, path).runCheck("x");
    expect(broken).toMatchObject({
      exitCode: null,
      tail: `${path} is not JSON at line 1, column 2.`,
    });
    await expect(at(root, path).checkNames()).rejects.toThrow("is not JSON");
  });

  test("knows the people as the file has them now, by the user of their name unless others are said", async () => {
    const path = fresh();
    const place = at(folder(), path);
    expect(await place.people()).toEqual([]);
    write(
      path,
      JSON.stringify({ version: 1, people: { bob: {}, ada: { users: ["al"], roles: ["boss"] } } }),
    );
    expect(await place.people()).toEqual([
      { name: "ada", accounts: ["al"], roles: ["boss"] },
      { name: "bob", accounts: ["bob"], roles: [] },
    ]);
    write(path, JSON.stringify({ version: 1, people: { ada: { users: "al" } } }));
    await expect(place.people()).rejects.toThrow('["people"]["ada"]["users"]');
  });

  test("tells the limits as the file has them now, and not those of a broken one", async () => {
    const [root, path] = [folder(), fresh()];
    const place = at(root, path);
    expect(await place.limits()).toEqual({ pools: {}, parallelAgents: 1000 });
    await addPool(path, root, "gpu", 2);
    await setCapacity(path, root, { parallel_agents: 7 });
    expect(await place.limits()).toEqual({ pools: { gpu: 2 }, parallelAgents: 7 });
    expect(await at(folder(), path).limits()).toEqual({ pools: {}, parallelAgents: 1000 });
    write(path, JSON.stringify({ version: 1, defaults: { pools: { gpu: 0 } } }));
    await expect(place.limits()).rejects.toThrow('["defaults"]["pools"]["gpu"]');
  });

  test("looks at files, git and processes", async () => {
    const root = folder();
    write(join(root, "a.txt"), "a");
    const place = at(root, fresh());
    expect(await place.inspect("a.txt")).toMatchObject({ exists: true, bytes: 1 });
    expect(await place.git()).toBe(null);
    expect(place.isAlive({ host: "elsewhere", pid: 1, started: "" })).toBe(true);
  });
});
