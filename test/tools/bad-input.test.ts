import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { checkArguments } from "../../src/tools/parse-arguments.ts";
import { tools } from "../../src/tools/registry.ts";
import type { Tool } from "../../src/tools/tool.ts";

const tool = (name: string): Tool => {
  const found = tools.find((each) => each.name === name);
  if (found === undefined) throw new Error(name);
  return found;
};

const nested = (depth: number): unknown => (depth === 0 ? 1 : { a: nested(depth - 1) });

describe("bad arguments get a named error with a fix", () => {
  test.each([
    ["missing", "set_memory", { key: "a" }, "value is missing"],
    ["of the wrong type", "set_memory", { key: 1, value: 1 }, "key must be string"],
    [
      "not one of the choices",
      "set_memory",
      { key: "a", value: 1, scope: "all" },
      "scope must be one of workflow, project, session",
    ],
    ["unknown", "set_memory", { key: "a", value: 1, scop: "project" }, "unknown argument scop"],
    [
      "unknown further down",
      "create_handoff",
      {
        context: { feature_description: "x", constraint: [] },
        expected_output: { deliverables: [], acceptance_criteria: [] },
      },
      "unknown argument context.constraint",
    ],
    ["empty", "set_memory", { key: " ", value: 1 }, "key is empty"],
    ["with NUL", "set_memory", { key: "a\0b", value: 1 }, "key contains a NUL character"],
    [
      "with NUL inside the value",
      "set_memory",
      { key: "a", value: { x: ["\0"] } },
      "value.x.0 contains a NUL character",
    ],
    [
      "with half of a surrogate pair",
      "set_memory",
      { key: "a", value: "\ud800" },
      "half of a surrogate pair",
    ],
    ["a number beyond 2^53", "set_memory", { key: "a", value: 2 ** 60 }, "cannot carry exactly"],
    ["too deep", "set_memory", { key: "a", value: nested(100) }, "nested deeper than 60 levels"],
  ])("%s", (_, name, args, what) => {
    const refusal = checkArguments(tool(name), args);
    expect(refusal?.code).toBe("invalid_input");
    expect(refusal?.message).toContain(what);
    expect(refusal?.fix.length).toBeGreaterThan(5);
  });

  test("an unknown argument is answered with the nearest name", () => {
    const refusal = checkArguments(tool("set_memory"), { key: "a", value: 1, expect_version: 1 });
    expect(refusal?.fix).toBe("Did you mean expected_version?");
  });

  test("names of the caller's are said back in short, and not all of them", () => {
    const long = checkArguments(tool("set_memory"), { key: "a", value: 1, ["x".repeat(9_999)]: 1 });
    const many = Object.fromEntries(Array.from({ length: 9_999 }, (_, n) => [`k${n}`, 1]));
    const crowd = checkArguments(tool("set_memory"), { key: "a", value: 1, ...many });
    expect(crowd?.message).toContain("k9, 9989 more");
    const deep = checkArguments(tool("set_memory"), {
      key: "a",
      value: { ["y".repeat(9_999)]: "\0" },
    });
    const wrong = checkArguments(tool("set_memory"), {
      key: "a",
      value: 1,
      tags: Array(99).fill(7),
    });
    expect(wrong?.message).toContain("; and 79 more");
    for (const refusal of [long, crowd, deep, wrong])
      expect(JSON.stringify(refusal).length).toBeLessThan(3_500);
  });

  test("an oversized text is too_large", () => {
    const refusal = checkArguments(tool("set_memory"), { key: "k".repeat(300), value: 1 });
    expect(refusal?.code).toBe("too_large");
  });
});

describe.each(tools.map((each) => [each.name, each] as const))("%s", (_, each) => {
  test("takes any arguments without throwing, and names what is wrong", () => {
    const keys = Object.keys(each.input.shape);
    const value = fc.jsonValue({ maxDepth: 3 });
    const args = fc.dictionary(fc.oneof(fc.constantFrom(...keys), fc.string()), value);
    fc.assert(
      fc.property(fc.oneof(args, value), (given) => {
        const refusal = checkArguments(each, given);
        if (refusal === null) return;
        expect(["invalid_input", "too_large"]).toContain(refusal.code);
        expect(refusal.message.length).toBeGreaterThan(0);
        expect(refusal.fix.length).toBeGreaterThan(0);
      }),
      { numRuns: 200 },
    );
  });
});
