import { randomBytes } from "node:crypto";
import { cpSync, mkdirSync, readdirSync, readFileSync, realpathSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { tools } from "../../src/tools/registry.ts";
import { hook, payload } from "../hook/hook.ts";
import { startSession } from "./client.ts";
import { baton } from "./command-line.ts";
import { inProcess } from "./in-process.ts";
import { create, doWork } from "./moves.ts";
import { plantEverywhere, planter, plantOf } from "./plant-everywhere.ts";
import type { ScratchProject } from "./project-in.ts";
import { scratchProject } from "./scratch-project.ts";
import { openSession } from "./session.ts";

const key = randomBytes(32).toString("hex");
const operator = { BATON_ASSUME_OPERATOR: "1" };
const databaseOf = ({ root }: ScratchProject): string => join(root, ".baton", "baton.db");

/** The bytes of every file below a folder, in small letters, as an index would have them too. */
const bytesBelow = (folder: string): string =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), "latin1").toLowerCase())
    .join("\n");

describe("what agents say", () => {
  const writing = tools.filter(({ readOnly }) => !readOnly).map(({ name }) => name);
  const found = async (secret: Readonly<Record<string, string>>) => {
    const project = scratchProject();
    const temporary = join(project.root, "temporary");
    mkdirSync(temporary);
    const env = { ...secret, TMPDIR: temporary, SQLITE_TMPDIR: temporary };
    const session = await openSession(project, { env, person: planter });
    expect([...(await plantEverywhere(project, session))].sort()).toEqual([...writing].sort());
    // The log and its index are there while the server runs; what a kill leaves is there after it.
    const folder = join(project.root, ".baton");
    expect(readdirSync(folder)).toEqual(expect.arrayContaining(["baton.db-wal", "baton.db-shm"]));
    const seen = [bytesBelow(folder), bytesBelow(temporary)];
    const copy = join(temporary, "copy.db");
    expect(await baton(project, ["backup", copy], { env })).toMatchObject({ code: 0 });
    await session.kill();
    seen.push(
      bytesBelow(folder),
      bytesBelow(temporary),
      bytesBelow(project.env.XDG_STATE_HOME ?? ""),
    );
    expect(await baton(project, ["doctor", "--rebuild"], { env })).toMatchObject({ code: 0 });
    seen.push(bytesBelow(folder));
    const all = seen.join("\n");
    return writing.filter((tool) => all.includes(plantOf(tool)));
  };

  test("stands in the files as it is without a key, and nowhere with one", async () => {
    expect(await found({})).toEqual(writing);
    expect(await found({ BATON_KEY: key })).toEqual([]);
  });
});

describe("a server that cannot read the database", () => {
  test.each([
    ["initialize", "without the key", key, {}, /no key is set.*Fix: Set BATON_KEY/s],
    [
      "2026-07-28",
      "with another key",
      key,
      { BATON_KEY: "0".repeat(64) },
      /not open.*Set the key/s,
    ],
    ["initialize", "with a short key", key, { BATON_KEY: "hunter2" }, /too short.*openssl rand/s],
    ["2026-07-28", "in the clear", "", { BATON_KEY: key }, /not encrypted.*baton.* encrypt/s],
  ] as const)("says so in each answer, and makes none beside it (%s, %s)", async (era, _name, before, env, says) => {
    const project = scratchProject();
    const made = before === "" ? {} : { BATON_KEY: before };
    await inProcess(project, ["call", "set_memory", '{"key":"k","value":1}'], made);
    const bytes = readFileSync(databaseOf(project));
    const session = await openSession(project, { era, env });
    expect((await session.request("tools/list")).tools).toHaveLength(tools.length);
    for (const [tool, args] of [
      ["status", {}],
      ["set_memory", { key: "k", value: "other" }],
    ] as const) {
      const refused = await session.tryCall(tool, args);
      expect(refused.isError).toBe(true);
      expect(refused.content[0]?.text).toMatch(says);
    }
    expect(await session.close()).toBe(0);
    for (const secret of Object.values(env)) expect(session.stderr()).not.toContain(secret);
    expect(readFileSync(databaseOf(project)).equals(bytes)).toBe(true);
    expect(readdirSync(join(project.root, ".baton")).sort()).toEqual([".gitignore", "baton.db"]);
  });
});

test("a command that prints the key serves servers and hooks, and is run once by each", async () => {
  const project = scratchProject();
  const log = join(project.root, "..", "asked.txt");
  project.write(
    "../key.mjs",
    `import { appendFileSync } from "node:fs";
    appendFileSync(${JSON.stringify(log)}, "asked\\n");
    process.stdout.write("${key}\\n");`,
  );
  const command = [process.execPath, join(project.root, "..", "key.mjs")];
  await inProcess(project, ["config", "set-key-command", "--", ...command], operator);
  const asked = (): number => readFileSync(log, "utf8").split("\n").length - 1;
  const env = { CLAUDE_CODE_SESSION_ID: "session-1" };
  const session = await openSession(project, { env });
  await create(session, { step: "squash-the-plums" });
  await session.call("status");
  expect(asked()).toBe(1);
  const { code, stdout } = await hook(project, "SessionStart", payload("SessionStart"));
  expect({ code, told: stdout.includes("squash-the-plums") }).toEqual({ code: 0, told: true });
  expect(asked()).toBe(2);
  expect(bytesBelow(join(project.root, ".baton"))).not.toContain("squash-the-plums");
});

test("checks run without the key in their environment", async () => {
  const project = scratchProject();
  const look = ["config", "add-check", "look", "--", "env"];
  const noKey = ["config", "add-check", "none", "--", "sh", "-c", '! env | grep -q "BATON_.*KEY"'];
  for (const args of [look, noKey]) await inProcess(project, args, operator);
  const session = await openSession(project, { env: { BATON_KEY: key, BATON_NEW_KEY: key } });
  const handoff = await create(session, {
    expected_output: { deliverables: [], acceptance_criteria: [], checks: ["look", "none"] },
  });
  expect(await doWork(session, handoff)).toMatchObject({ status: "completed" });
});

test("a database is not encrypted while a server has it open, which goes on unharmed", async () => {
  const project = scratchProject();
  const session = await openSession(project);
  await session.call("set_memory", { key: "k", value: 1 });
  expect(await baton(project, ["encrypt"], { env: { ...operator, BATON_KEY: key } })).toMatchObject(
    {
      code: 1,
      stderr: expect.stringMatching(/Other processes have .* open; nothing was changed/),
    },
  );
  expect(await session.call("set_memory", { key: "k", value: 2 })).toMatchObject({ version: 2 });
});

test("without the package that encrypts, a key is refused with what to install; all else works", async () => {
  const project = scratchProject();
  const repository = join(import.meta.dirname, "..", "..");
  const installed = join(project.root, "..", "installed");
  for (const name of ["bin", "dist", "agents", "workflows", "schemas", "package.json"])
    cpSync(join(repository, name), join(installed, name), { recursive: true });
  const { dependencies } = JSON.parse(readFileSync(join(repository, "package.json"), "utf8"));
  for (const name of Object.keys(dependencies)) {
    const place = join(installed, "node_modules", name);
    mkdirSync(join(place, ".."), { recursive: true });
    symlinkSync(realpathSync(join(repository, "node_modules", name)), place);
  }
  const program = join(installed, "bin", "baton.js");
  const session = await startSession(project, { env: { BATON_KEY: key }, program });
  const { content } = await session.tryCall("set_memory", { key: "k", value: 1 });
  expect(content[0]?.text).toMatch(/better-sqlite3-multiple-ciphers.*npm install/s);
  await session.close();
  const plain = await startSession(project, { program });
  expect(await plain.call("set_memory", { key: "k", value: 1 })).toMatchObject({ version: 1 });
  await plain.close();
});
