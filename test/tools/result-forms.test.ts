import { existsSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { JsonObject } from "../../src/core/json.ts";
import { refusalCodes, refuse } from "../../src/core/refusal.ts";
import { toolResult } from "../../src/server/mcp/tool-result.ts";
import { tools } from "../../src/tools/registry.ts";
import { checkForms } from "../e2e/check-result.ts";

/** JSON objects with keys like those of results. */
const contents = fc
  .dictionary(fc.stringMatching(/^[a-z_]{1,12}$/), fc.jsonValue({ maxDepth: 3 }))
  .map((content): JsonObject => JSON.parse(JSON.stringify(content)));

test("text and structure of any content carry the same facts", () => {
  fc.assert(
    fc.property(contents, (content) => {
      const result = toolResult({ type: "content", content });
      expect(result.structuredContent).toEqual(content);
      checkForms("any", result);
    }),
  );
});

test.each(
  refusalCodes,
)("a refusal with %s reads `code: what. Fix: how.`, and has details", (code) => {
  const refusal = refuse(code, "This is wrong.", "Do that.", { id: 1 });
  expect(toolResult(refusal)).toEqual({
    isError: true,
    content: [{ type: "text", text: `${code}: This is wrong. Fix: Do that.` }],
    structuredContent: { code, message: "This is wrong.", fix: "Do that.", details: { id: 1 } },
  });
});

describe.each(tools.map(({ name }) => name))("%s", (name) => {
  test("lies in a file of its name", () => {
    const file = `${name.replaceAll("_", "-")}.ts`;
    expect(existsSync(join(import.meta.dirname, "../../src/tools", file))).toBe(true);
  });

  test("has an argument list in the tests of bad input", async () => {
    const { validArguments } = await import("../e2e/valid-arguments.ts");
    const ids = { workflow_id: "w", handoff_id: "h", lease_token: "1-a", task_id: "t" };
    const known = validArguments({ ...ids, checkpoint_id: "c" })[name] ?? {};
    const tool = tools.find((each) => each.name === name);
    const shape = Object.keys(tool?.input.shape ?? {});
    expect(Object.keys(known).sort()).toEqual(shape.sort());
    expect(tool?.input.safeParse(known).error?.issues ?? []).toEqual([]);
  });
});
