import { expect, test } from "vitest";
import { newAgent } from "../../src/agents/new-agent.ts";
import { parseAgent } from "../../src/agents/parse-agent.ts";

test("a new agent's file is valid as it stands", () => {
  const made = newAgent("release-notes");
  if (made.type !== "template") throw new Error(made.message);
  const { agent, diagnostics } = parseAgent({
    path: "/p/.claude/agents/release-notes.md",
    source: "project-claude",
    text: made.text,
  });
  expect(diagnostics).toEqual([]);
  expect(agent).toMatchObject({
    name: "release-notes",
    phase: "BUILD",
    tools: null,
    clientReadable: true,
  });
  expect(agent?.capabilities.length).toBeGreaterThan(0);
  expect(agent?.body).toContain("`execute_handoff`");
  expect(agent?.body).toContain("`complete_handoff`");
});

test.each([
  "",
  "Release",
  "release notes",
  "-x",
  "x-",
  "a--b",
  "../x",
  "x.md",
  "ünï",
  "a".repeat(65),
  "x\n",
])("refuses %j as a name", (name) => {
  expect(newAgent(name)).toMatchObject({ type: "refused", code: "invalid_input" });
});

test("refuses the names of the client's own agents", () => {
  expect(newAgent("general-purpose")).toMatchObject({ type: "refused" });
  expect(newAgent("explore")).toMatchObject({ type: "refused" });
});
