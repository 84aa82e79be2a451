import { encode } from "gpt-tokenizer/encoding/o200k_base";
import { describe, expect, test } from "vitest";
import { instructions } from "../../src/server/instructions.ts";
import { listTools } from "../../src/server/mcp/list-tools.ts";
import { toolNamed, tools } from "../../src/tools/registry.ts";

const readOnly = ["route_goal", "status", "get_memory", "list_agents"];
const alwaysLoaded = [
  "create_handoff",
  "execute_handoff",
  "complete_handoff",
  "start_workflow",
  "status",
];

describe("the tool list", () => {
  test("stays within its share of 3,500 tokens", () => {
    const seen = listTools().map(({ name, description, inputSchema }) => ({
      name,
      description,
      inputSchema,
    }));
    const tokens = seen.map((tool) => encode(JSON.stringify(tool)).length);
    expect(tokens.reduce((a, b) => a + b)).toBeLessThan(3500);
  });

  test("has no two tools of one name, and finds each by its name", () => {
    expect(new Set(tools.map((tool) => tool.name)).size).toBe(tools.length);
    for (const tool of tools) expect(toolNamed(tool.name)).toBe(tool);
  });

  test("has server instructions under 1,500 characters that name only real tools", () => {
    expect(instructions.length).toBeLessThan(1500);
    const named = instructions.match(/\b[a-z]+_[a-z]+\b/g) ?? [];
    const known = new Set([
      ...tools.map((tool) => tool.name),
      ...tools.flatMap((tool) => Object.keys(tool.input.shape)),
    ]);
    const nested = ["to_agent", "wait_seconds"];
    for (const name of named) expect([...known, ...nested]).toContain(name);
  });
});

describe.each(tools.map((tool) => [tool.name, tool] as const))("%s", (name, tool) => {
  const listed = listTools().find((each) => each.name === name);

  test("says in under 500 characters what it does", () => {
    expect(tool.description.length).toBeLessThan(500);
    expect(tool.description.length).toBeGreaterThan(80);
  });

  test("declares whether it only reads, and reads only then", () => {
    expect(listed?.annotations?.readOnlyHint).toBe(readOnly.includes(name));
  });

  test("is shown at once or found by words", () => {
    const meta = listed?._meta ?? {};
    if (alwaysLoaded.includes(name)) expect(meta["anthropic/alwaysLoad"]).toBe(true);
    else expect(String(meta["anthropic/searchHint"]).length).toBeGreaterThan(10);
  });

  test("has object schemas without a union at the root, in and out", () => {
    for (const schema of [listed?.inputSchema, listed?.outputSchema]) {
      expect(schema?.type).toBe("object");
      expect(schema).not.toHaveProperty("anyOf");
      expect(schema).not.toHaveProperty("oneOf");
    }
  });

  test("takes idempotency_key exactly when it writes", () => {
    expect("idempotency_key" in tool.input.shape).toBe(!tool.readOnly);
  });
});

test("execute_handoff tells a sub-agent that knows nothing else what to do", () => {
  const description = toolNamed("execute_handoff")?.description ?? "";
  expect(description.startsWith("Claim a handoff for yourself and get its brief")).toBe(true);
  expect(description).toContain("`Baton handoff <id>`");
});
