import { describe, expect, test } from "vitest";
import { parseAgent } from "../../src/agents/parse-agent.ts";
import { runOf } from "../../src/agents/run-of.ts";
import type { AgentSource } from "../../src/core/agent.ts";

const found = (source: AgentSource, keys = "") => {
  const text = `---\nname: tester\ndescription: Tests.\n${keys}\n---\nYou test.`;
  const { agent } = parseAgent({ path: "/x/tester.md", source, text });
  if (agent === null) throw new Error("the file must be usable");
  return { type: "agent", agent } as const;
};
const external = (name: string) => ({ type: "external", name, warning: "" }) as const;
const asGeneralPurpose = { subagentType: "general-purpose", relay: false, bodyInBrief: true };

describe("an agent is run", () => {
  test.each([
    "project-claude",
    "user",
  ] as const)("by its type when the client has it (%s)", (source) => {
    expect(runOf(found(source), { plugin: false })).toEqual({
      subagentType: "tester",
      relay: false,
      bodyInBrief: false,
    });
  });

  test("as baton:NAME when it is packaged and the plugin is installed", () => {
    expect(runOf(found("packaged"), { plugin: true })).toEqual({
      subagentType: "baton:tester",
      relay: false,
      bodyInBrief: false,
    });
  });

  test("as general-purpose with its prompt when the client does not have it", () => {
    expect(runOf(found("packaged"), { plugin: false })).toEqual(asGeneralPurpose);
    expect(runOf(found("project"), { plugin: true })).toEqual(asGeneralPurpose);
  });

  test("as general-purpose with its prompt when the client drops its file", () => {
    expect(runOf(found("user", "tools:\n  - @brain"), { plugin: true })).toEqual(asGeneralPurpose);
  });

  test("by its own name when only the client knows it", () => {
    expect(runOf(external("Explore"), { plugin: true })).toEqual({
      subagentType: "Explore",
      relay: false,
      bodyInBrief: false,
    });
    expect(runOf(external("other:agent"), { plugin: true })).toEqual({
      subagentType: "other:agent",
      relay: false,
      bodyInBrief: false,
    });
  });

  test("by relay when it is a client's own agent without Baton's tools", () => {
    expect(runOf(external("statusline-setup"), { plugin: true }).relay).toBe(true);
  });
});

describe("an agent the client has is relayed", () => {
  test.each([
    ["its tools leave Baton's out", "tools: Read, Grep"],
    ["it has no tools", "tools:"],
    ["it has only other servers' tools", "tools: Read, mcp__batonic__run, mcp__github__*"],
    ["it may claim and not complete", "tools: mcp__baton__execute_handoff"],
    ["it may only look", "tools: Read, mcp__baton__status"],
    ["the server is disallowed", "disallowedTools: mcp__baton"],
    ["the plugin's server is disallowed", "disallowedTools: mcp__plugin_baton_baton__*"],
    ["one needed tool is disallowed", "disallowedTools: mcp__baton__complete_handoff"],
    ["all servers are disallowed", 'disallowedTools: ["mcp__*"]'],
    ["everything is disallowed", 'disallowedTools: "*"'],
  ])("when %s", (_, keys) => {
    expect(runOf(found("user", keys), { plugin: false })).toEqual({
      subagentType: "tester",
      relay: true,
      bodyInBrief: false,
    });
  });
});

describe("an agent the client has completes by itself", () => {
  test.each([
    ["all tools are inherited", ""],
    ["all tools are listed as *", 'tools: "*"'],
    ["the server is listed", "tools: Read, mcp__baton"],
    ["the server is listed with a wildcard", "tools: Read, mcp__baton__*"],
    ["the plugin's server is listed", "tools: Read, mcp__plugin_baton_baton__*"],
    ["every server is listed", "tools: Read, mcp__*"],
    ["both tools are listed", "tools: mcp__baton__execute_handoff, mcp__baton__complete_handoff"],
    [
      "the server has another name",
      "tools: mcp__conductor__execute_handoff, mcp__conductor__complete_handoff",
    ],
    ["other tools are disallowed", "disallowedTools: Edit, Bash(rm:*), mcp__github"],
    ["other tools of Baton are disallowed", "disallowedTools: mcp__baton__control_workflow"],
  ])("when %s", (_, keys) => {
    expect(runOf(found("project-claude", keys), { plugin: false }).relay).toBe(false);
  });
});
