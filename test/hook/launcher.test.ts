import { chmodSync, mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { scratchProject } from "../e2e/scratch-project.ts";
import { openSession } from "../e2e/session.ts";
import { clientSession, hook, launcherOf, payload, silence } from "./hook.ts";

/** A program that shows that it ran. */
const loud = 'process.stdout.write("ran");\n';

const launcherAt = (path: string, content: object | string): void => {
  mkdirSync(dirname(path), { recursive: true });
  const text = typeof content === "string" ? content : JSON.stringify(content);
  writeFileSync(path, text, { mode: 0o600 });
};

describe("the server shows the hooks the way", () => {
  test("to its own program and Node.js, in a file of the user's that nobody else writes", async () => {
    const project = scratchProject();
    await clientSession(project);
    const path = launcherOf(project);
    const { node, program } = JSON.parse(readFileSync(path, "utf8"));
    expect(node).toBe(process.execPath);
    expect(program).toBe(join(import.meta.dirname, "..", "..", "dist", "hook", "main.js"));
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  test("for Claude Code alone, which has the hooks", async () => {
    const project = scratchProject();
    const session = await openSession(project);
    await session.call("status");
    expect(await session.close()).toBe(0);
    expect(() => statSync(launcherOf(project))).toThrow("ENOENT");
  });

  test("anew when another installation was used before", async () => {
    const project = scratchProject();
    const path = launcherOf(project);
    launcherAt(path, { node: "/gone/node", program: "/gone/main.js" });
    const session = await clientSession(project);
    await session.call("status");
    expect(JSON.parse(readFileSync(path, "utf8")).node).toBe(process.execPath);
  });
});

describe("the script of the hooks", () => {
  test("runs the program on the Node.js that the server runs on", async () => {
    const project = scratchProject();
    project.write("other/main.mjs", loud);
    const other = join(project.root, "other", "node");
    symlinkSync(process.execPath, other);
    launcherAt(launcherOf(project), { node: other, program: join(project.root, "other/main.mjs") });
    expect(await hook(project, "SessionStart", payload("SessionStart"))).toMatchObject({
      code: 0,
      stdout: "ran",
    });
  });

  test("runs it in its own process where that is the same", async () => {
    const project = scratchProject();
    project.write("main.mjs", loud);
    const program = join(project.root, "main.mjs");
    launcherAt(launcherOf(project), { node: process.execPath, program });
    expect((await hook(project, "SessionStart", "{}")).stdout).toBe("ran");
  });

  test("does nothing before a server was ever started", async () => {
    const project = scratchProject();
    expect(await hook(project, "SessionStart", payload("SessionStart"))).toEqual(silence);
  });

  test("does nothing where others could have named the program", async () => {
    const project = scratchProject();
    project.write("main.mjs", loud);
    const path = launcherOf(project);
    launcherAt(path, { node: process.execPath, program: join(project.root, "main.mjs") });
    for (const mode of [0o620, 0o602, 0o666]) {
      chmodSync(path, mode);
      expect(await hook(project, "SessionStart", "{}")).toEqual(silence);
    }
    chmodSync(path, 0o600);
    expect((await hook(project, "SessionStart", "{}")).stdout).toBe("ran");
  });

  test("takes no program from the project", async () => {
    const project = scratchProject();
    project.write("main.mjs", loud);
    const found = { node: process.execPath, program: join(project.root, "main.mjs") };
    launcherAt(join(project.root, ".baton", "hook.json"), found);
    launcherAt(join(project.root, "state", "baton", "hook.json"), found);
    const env = { XDG_STATE_HOME: "state" };
    expect(await hook(project, "SessionStart", payload("SessionStart"), env)).toEqual(silence);
  });

  const broken: readonly (readonly [what: string, launcher: object | string])[] = [
    ["is no JSON", "{"],
    ["names nothing", {}],
    ["names a program that is gone", { node: process.execPath, program: "/gone/main.js" }],
    ["names a Node.js that is gone", { node: "/gone/node", program: process.execPath }],
  ];
  test.each(broken)("is silent when what it finds %s", async (_, launcher) => {
    const project = scratchProject();
    launcherAt(launcherOf(project), launcher);
    expect(await hook(project, "SessionStart", payload("SessionStart"))).toEqual(silence);
  });

  test.each(["", "{", "null", "[]", '"text"', "{}"])("is silent at the input %j", async (input) => {
    const project = scratchProject();
    const session = await clientSession(project);
    await session.call("create_handoff", {
      to_agent: "builder",
      context: { feature_description: "something" },
      expected_output: { deliverables: [], acceptance_criteria: [] },
    });
    expect(await hook(project, "SubagentStop", input)).toEqual(silence);
    expect(await hook(project, "StopFailure", input)).toEqual(silence);
    expect(await hook(project, "PreToolUse", input)).toEqual(silence);
    expect(await hook(project, "Unknown", input)).toEqual(silence);
  });

  test("is silent when the database cannot be read", async () => {
    const project = scratchProject();
    await clientSession(project);
    project.write(".baton/baton.db", "this is no database");
    expect(await hook(project, "SessionStart", payload("SessionStart"))).toEqual(silence);
    expect(await hook(project, "PreCompact", payload("PreCompact"))).toEqual(silence);
  });
});
