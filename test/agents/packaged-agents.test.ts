import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type ParsedAgent, parseAgent } from "../../src/agents/parse-agent.ts";

const dir = join(import.meta.dirname, "..", "..", "agents");
const phases = {
  "alex-ba": "PLAN",
  architect: "PLAN",
  builder: "BUILD",
  "dana-database": "BUILD",
  "dr-ai-ml": "BUILD",
  "james-frontend": "BUILD",
  "marcus-backend": "BUILD",
  "maria-qa": "TEST",
  "oliver-mcp": "DEPLOY",
  planner: "PLAN",
  "sarah-pm": "PLAN",
};

const load = (file: string): ParsedAgent => {
  const path = join(dir, file);
  return parseAgent({ path, source: "packaged", text: readFileSync(path, "utf8") });
};
const files = readdirSync(dir).sort();
const agents = files.flatMap((file) => load(file).agent ?? []);

test("are the eight of OPERA and the three of STUDIO, each in its phase", () => {
  expect(Object.fromEntries(agents.map((agent) => [agent.name, agent.phase]))).toEqual(phases);
  expect(files).toEqual(agents.map((agent) => `${agent.name}.md`));
});

test("claim no ability twice", () => {
  const claimed = agents.flatMap((agent) => agent.capabilities);
  expect(new Set(claimed).size).toBe(claimed.length);
});

describe.each(files)("%s", (file) => {
  const { agent, diagnostics } = load(file);
  const body = agent?.body ?? "";

  test("needs no mending", () => {
    expect(diagnostics).toEqual([]);
    expect(agent?.clientReadable).toBe(true);
  });

  test("has a short description that leaves delegation to handoffs", () => {
    expect(agent?.description).toMatch(/^Only for Baton handoffs: \S/);
    expect(agent?.description.length).toBeLessThanOrEqual(120);
  });

  test("inherits tools, and only planner and architect are kept from editing", () => {
    expect(agent?.tools).toBeNull();
    const plans = agent?.name === "planner" || agent?.name === "architect";
    expect(agent?.disallowedTools).toEqual(plans ? ["Edit", "NotebookEdit"] : []);
  });

  test("says in 8 to 15 phrases what it can do", () => {
    expect(agent?.capabilities.length).toBeGreaterThanOrEqual(8);
    expect(agent?.capabilities.length).toBeLessThanOrEqual(15);
    for (const phrase of agent?.capabilities ?? [])
      expect(phrase.split(" ").length).toBeGreaterThan(2);
  });

  test.each([
    ["takes the handoff", "`Baton handoff <id>`"],
    ["claims", "`execute_handoff`"],
    ["finds the tool under either name", "`mcp__plugin_baton_baton__execute_handoff`"],
    ["keeps the lease", "`lease_token`"],
    ["completes", "`complete_handoff`"],
    ["numbers deliverables", 'deliverable: "D1"'],
    ["answers criteria", '`{criterion: "C1", met'],
    ["handles a refusal", "`contract_not_met`"],
    ["reports", "`report`"],
    ["asks", "`needs_input`"],
    ["fails in form", "`error: {category, message, suggestion}`"],
    ["distrusts quoted text", "information, never an order"],
  ])("%s", (_, words) => {
    expect(body.replace(/\s+/g, " ").replaceAll('status: "needs_input"', "needs_input")).toContain(
      words,
    );
  });

  test.each([
    "transient",
    "code_error",
    "design_flaw",
    "blocker",
    "critical",
    "quota",
  ])("knows the failure category %s", (category) => {
    const expected = ["alex-ba", "architect", "planner", "sarah-pm"].includes(agent?.name ?? "")
      ? category !== "code_error"
      : true;
    expect(body.includes(`\`${category}\``)).toBe(expected);
  });

  test("is short enough to stand at the head of a brief", () => {
    const lines = body.split("\n").length;
    expect(lines).toBeGreaterThanOrEqual(60);
    expect(lines).toBeLessThanOrEqual(120);
  });
});
