import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { inProcess } from "../e2e/in-process.ts";
import type { ScratchProject } from "../e2e/project-in.ts";
import { scratchProject } from "../e2e/scratch-project.ts";

const key = randomBytes(32).toString("hex");
const next = "a passphrase of several words";
const underKey = { BATON_KEY: key };
const operator = { BATON_ASSUME_OPERATOR: "1" };

const remember = (project: ScratchProject, env = {}, more: readonly string[] = []) =>
  inProcess(project, ["call", "set_memory", '{"key":"k","value":"plums"}', ...more], env);
const recall = async (project: ScratchProject, env = {}) =>
  (await inProcess(project, ["call", "get_memory", '{"key":"k"}'], env)).stdout;
const isReadable = (path: string): boolean => readFileSync(path).includes("plums");
const databaseOf = ({ root }: ScratchProject): string => join(root, ".baton", "baton.db");

describe("baton encrypt, rekey and decrypt", () => {
  test("keep everything, verified, and the record stays the same one", async () => {
    const project = scratchProject();
    await remember(project);
    expect(isReadable(databaseOf(project))).toBe(true);

    expect(await inProcess(project, ["encrypt"], { ...operator, ...underKey })).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^Encrypted .*: 1 events in 1 streams verified/),
    });
    expect(isReadable(databaseOf(project))).toBe(false);
    expect(await recall(project, underKey)).toContain("plums");

    const keys = { ...operator, BATON_KEY: key, BATON_NEW_KEY: next };
    expect(await inProcess(project, ["rekey"], keys)).toMatchObject({ code: 0 });
    expect(await recall(project, { BATON_KEY: next })).toContain("plums");
    expect((await inProcess(project, ["status"], underKey)).stderr).toContain("does not open");

    const last = await inProcess(project, ["decrypt"], { ...operator, BATON_KEY: next });
    expect(last).toMatchObject({ code: 0 });
    expect(isReadable(databaseOf(project))).toBe(true);
    expect((await inProcess(project, ["audit", "verify"])).stdout).toMatch(/^sound/);
    expect(readdirSync(join(project.root, ".baton")).sort()).toEqual([".gitignore", "baton.db"]);
  });

  test.each([
    ["encrypt", {}, "No key is set"],
    ["encrypt", { BATON_KEY: "hunter2" }, "too short"],
    ["decrypt", underKey, "is not encrypted"],
    ["rekey", underKey, "is not encrypted"],
  ])("baton %s with %o says what is wrong, and changes nothing", async (command, env, says) => {
    const project = scratchProject();
    await remember(project);
    const before = readFileSync(databaseOf(project));
    const { code, stderr } = await inProcess(project, [command], { ...operator, ...env });
    expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining(says) });
    expect(stderr).not.toContain("hunter2");
    expect(readFileSync(databaseOf(project)).equals(before)).toBe(true);
  });

  test("say what is wrong with an encrypted one too", async () => {
    const project = scratchProject();
    await remember(project, underKey);
    const run = async (command: string, env: object) =>
      (await inProcess(project, [command], { ...operator, ...env })).stderr;
    expect(await run("encrypt", underKey)).toContain("is encrypted already");
    expect(await run("rekey", underKey)).toContain("No new key is set");
    expect(await run("decrypt", {})).toContain("No key is set");
    expect(await run("decrypt", { BATON_KEY: next })).toContain("does not open");
    expect(await recall(project, underKey)).toContain("plums");
  });

  test.each([
    "encrypt",
    "decrypt",
    "rekey",
  ])("baton %s is not an agent's to do", async (command) => {
    const { code, stderr } = await inProcess(scratchProject(), [command], underKey);
    expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining("forbidden") });
  });

  test("have nothing to do where there is no database", async () => {
    const project = scratchProject();
    const { code, stderr } = await inProcess(project, ["encrypt"], { ...operator, ...underKey });
    expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining("no database") });
    expect(readdirSync(project.root)).toEqual([]);
  });
});

describe("the command that prints the key", () => {
  const setCommand = (project: ScratchProject, script: string) => {
    project.write("../key.mjs", script);
    const command = [process.execPath, join(project.root, "..", "key.mjs")];
    return inProcess(project, ["config", "set-key-command", "--", ...command], operator);
  };

  test("is set by the operator, shown, and taken away again", async () => {
    const project = scratchProject();
    const config = (args: readonly string[], env = {}) =>
      inProcess(project, ["config", ...args], env);
    for (const args of [["set-key-command", "--", "true"], ["remove-key-command"]])
      expect((await config(args)).stderr).toContain("forbidden");
    expect(await config(["set-key-command", "true"], operator)).toMatchObject({ code: 2 });

    expect(await setCommand(project, `process.stdout.write("${key}\\n")`)).toMatchObject({
      code: 0,
    });
    expect((await config([])).stdout).toMatch(/^Key +from .*key\.mjs$/m);
    expect(JSON.parse((await config(["--json"])).stdout).key_command).toHaveLength(2);
    await remember(project);
    expect(isReadable(databaseOf(project))).toBe(false);
    expect((await inProcess(project, ["doctor"])).stdout).toMatch(/is sound, and encrypted/);

    expect(await config(["remove-key-command"], operator)).toMatchObject({ code: 0 });
    expect((await inProcess(project, ["status"])).stderr).toContain("no key is set");
    expect(await config(["remove-key-command"], operator)).toMatchObject({ code: 1 });
  });

  test.each([
    ["fails", `process.stdout.write("half a secret"); process.exit(3)`, /ended with exit code 3/],
    ["prints nothing", "", /printed nothing/],
    ["prints too little", `process.stdout.write("half a secret")`, /too short/],
  ])("that %s is named, and what it printed is not", async (_name, script, says) => {
    const project = scratchProject();
    await setCommand(project, script);
    const { code, stdout, stderr } = await remember(project);
    expect(code).toBe(1);
    expect(stdout).toMatch(says);
    expect(stdout + stderr).not.toContain("half a secret");
    expect(existsSync(join(project.root, ".baton"))).toBe(false);
  });

  test("sees no key of the environment, and the environment's goes before it", async () => {
    const project = scratchProject();
    await setCommand(project, `process.stdout.write(process.env.BATON_NEW_KEY ?? "${key}")`);
    await remember(project, { BATON_NEW_KEY: next });
    expect(await recall(project, underKey)).toContain("plums");
    expect((await inProcess(project, ["status"], { BATON_KEY: next })).stderr).toContain(
      "not open",
    );
  });

  test("is not passed over where the configuration cannot be read", async () => {
    const project = scratchProject();
    mkdirSync(join(project.env.XDG_CONFIG_HOME ?? "", "baton", "config.json"), { recursive: true });
    const { code, stdout } = await remember(project);
    expect({ code, stdout }).toEqual({
      code: 1,
      stdout: expect.stringContaining("cannot be read"),
    });
    expect(existsSync(databaseOf(project))).toBe(false);
  });

  test("is not taken from a file of the project's", async () => {
    const project = scratchProject();
    for (const path of [".baton/config.json", "baton/config.json"])
      project.write(path, `{"version":1,"defaults":{"key_command":["false"]}}`);
    await remember(project);
    expect(isReadable(databaseOf(project))).toBe(true);
  });
});

test("a backup is encrypted, and comes back under the key, also one that was made before", async () => {
  const project = scratchProject();
  await remember(project);
  const [plain, encrypted, third] = ["plain", "encrypted", "third"].map((name) =>
    join(project.root, "..", `${name}.db`),
  );
  if (plain === undefined || encrypted === undefined || third === undefined) throw new Error("no");
  await inProcess(project, ["backup", plain]);
  await inProcess(project, ["encrypt"], { ...operator, ...underKey });
  await inProcess(project, ["backup", encrypted], underKey);
  expect([isReadable(plain), isReadable(encrypted)]).toEqual([true, false]);
  for (const copy of [plain, encrypted]) {
    const restored = `${copy}.restored`;
    const restore = ["restore", copy, "--db", restored];
    expect(await inProcess(project, restore, { ...operator, ...underKey })).toMatchObject({
      code: 0,
    });
    expect(isReadable(restored)).toBe(false);
    expect(await recall(project, { ...underKey, BATON_DB: restored })).toContain("plums");
  }
  const without = await inProcess(project, ["restore", encrypted, "--db", third], operator);
  expect(without.stderr).toContain("no key is set");
  expect(existsSync(third)).toBe(false);
});
