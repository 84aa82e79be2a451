import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { beforeTool } from "../../src/hook/before-tool.ts";
import { tools } from "../../src/tools/registry.ts";
import { scratchProject } from "../e2e/scratch-project.ts";
import { clientSession, hook, payload, silence } from "./hook.ts";

const ask = (changes: object) =>
  beforeTool({
    payload: { ...payload("PreToolUse of the main thread", changes) },
    env: { XDG_STATE_HOME: "/dev/null" },
    cwd: "/",
    now: 0,
  });

const allowed = (changes: object): boolean => {
  const answer = ask(changes);
  if (answer === "") return false;
  expect(JSON.parse(answer).hookSpecificOutput).toMatchObject({
    hookEventName: "PreToolUse",
    permissionDecision: "allow",
  });
  return true;
};

describe("a tool of the plugin's passes without a prompt", () => {
  test.each(tools.map(({ name }) => name))("%s, unless it decides for a person", (name) => {
    const passes = allowed({ tool_name: `mcp__plugin_baton_baton__${name}`, tool_input: {} });
    expect(passes).toBe(name !== "decide_task" && name !== "control_workflow");
  });

  test("but no resume that rewinds", () => {
    const resume = (input: unknown) =>
      allowed({ tool_name: "mcp__plugin_baton_baton__resume", tool_input: input });
    expect(resume({ checkpoint_id: "cp_1" })).toBe(true);
    expect(resume({ checkpoint_id: "cp_1", rewind: false })).toBe(true);
    expect(resume({ checkpoint_id: "cp_1", rewind: true })).toBe(false);
    expect(resume("rewind")).toBe(false);
  });

  test("and no tool of a server that only has its name", () => {
    const tool_name = "mcp__plugin_baton_baton__status";
    expect(allowed({ tool_name })).toBe(true);
    for (const mcp_server of [
      { name: "plugin_baton_baton", source: "project" },
      { name: "plugin:baton:baton", source: "project" },
      { name: "plugin:other:baton", source: "plugin" },
      undefined,
      "plugin",
    ]) {
      expect(allowed({ tool_name, mcp_server })).toBe(false);
    }
  });

  test.each([
    "Bash",
    "mcp__baton__status",
    "mcp__plugin_baton_batons__status",
    "mcp__plugin_baton_baton__",
    "xmcp__plugin_baton_baton__status",
    "mcp__plugin_other_baton__status",
  ])("and not %s", (tool_name) => {
    expect(allowed({ tool_name })).toBe(false);
  });
});

test("who claims is noted, and nothing else", async () => {
  const project = scratchProject();
  await clientSession(project);
  const claim = payload("PreToolUse of an agent that claims", {
    agent_id: "a1",
    tool_use_id: "u1",
  });
  expect((await hook(project, "PreToolUse", claim)).stdout).toContain('"allow"');
  await hook(project, "PreToolUse", { ...claim, tool_name: "mcp__plugin_baton_baton__status" });
  const ofProject = { ...claim, tool_name: "mcp__baton__execute_handoff", tool_use_id: "u2" };
  expect(await hook(project, "PreToolUse", ofProject)).toEqual(silence);
  const folder = join(project.env.XDG_STATE_HOME ?? "", "baton", "agents");
  expect(readFileSync(join(folder, "a1"), "utf8")).toBe('{"claim":"u1"}\n{"claim":"u2"}\n');
});

test("an agent's name that leads elsewhere is not used as one", async () => {
  const project = scratchProject();
  await clientSession(project);
  const claim = payload("PreToolUse of an agent that claims", { agent_id: "../../../x" });
  const { code, stdout } = await hook(project, "PreToolUse", claim);
  expect(code).toBe(0);
  expect(stdout).toContain('"allow"');
  expect(() => readFileSync(join(project.env.XDG_STATE_HOME ?? "", "baton", "agents"))).toThrow(
    "ENOENT",
  );
});
