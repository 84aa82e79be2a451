import { describe, expect, test } from "vitest";
import type { Json, JsonObject } from "../../src/core/json.ts";
import { outputSchemaFaults, validateOutput } from "../../src/definition/output-schema.ts";

const object = (properties: JsonObject): JsonObject => ({ type: "object", properties });

/** Definitions that each apply the next one twice. */
const doubled = (levels: number): JsonObject => ({
  $ref: "#/$defs/d0",
  $defs: Object.fromEntries(
    Array.from({ length: levels }, (_, n) => {
      const next = { $ref: `#/$defs/d${n + 1}` };
      return [`d${n}`, n === levels - 1 ? { type: "string" } : { allOf: [next, next] }];
    }),
  ),
});
const either = [{ $ref: "#/$defs/n" }, { $ref: "#/$defs/n" }];

describe("an output_schema is refused", () => {
  test.each<[string, JsonObject, RegExp]>([
    ["with a pattern", object({ a: { pattern: "a" } }), /pattern is not allowed/],
    [
      "with a pattern below a property named properties",
      object({ properties: { type: "string", pattern: "(a+)+$" } }),
      /pattern is not allowed/,
    ],
    [
      "with a pattern where only a reference leads",
      { $ref: "#/x-mine", "x-mine": { pattern: "(a+)+$" } },
      /pattern is not allowed/,
    ],
    ["with a reference to elsewhere", { $ref: "https://x/y" }, /only references within/],
    [
      "with a reference that cannot be read",
      { $ref: "#/%E0%A4%A" },
      /only references within|can't resolve|malformed/i,
    ],
    ["with an anchor", { $anchor: "a" }, /\$anchor is not allowed/],
    [
      "that refers to itself at once",
      { $defs: { a: { anyOf: [{ $ref: "#/$defs/a" }] } }, $ref: "#/$defs/a" },
      /without an end/,
    ],
    [
      "that doubles with each level of the value",
      { $ref: "#/$defs/n", $defs: { n: object({ a: { anyOf: either } }) } },
      /too many ways/,
    ],
    ["that doubles in one place", doubled(60), /too many ways/],
    [
      "that compares each item with each",
      { type: "array", uniqueItems: true },
      /uniqueItems needs/,
    ],
  ])("%s", (_, schema, fault) => {
    expect(outputSchemaFaults(schema).join("\n")).toMatch(fault);
  });
});

test("a schema without an end, from before such were refused, is a fault and no crash", () => {
  const endless = {
    $defs: { a: { anyOf: either.map(() => ({ $ref: "#/$defs/a" })) } },
    $ref: "#/$defs/a",
  };
  expect(validateOutput(endless, { a: 1 })).toEqual([expect.stringContaining("has no end")]);
});

describe("an output_schema is taken", () => {
  const node = object({ name: { type: "string" }, children: { items: { $ref: "#/$defs/node" } } });
  test.each<[string, JsonObject, Json, number]>([
    ["for a tree", { $ref: "#/$defs/node", $defs: { node } }, { children: [{ name: 1 }] }, 1],
    [
      "with properties named like keywords",
      object({ pattern: { type: "string" }, $ref: {} }),
      { pattern: 1 },
      1,
    ],
    ["with texts that are unique", { items: { type: "string" }, uniqueItems: true }, ["a", "a"], 1],
    ["with shared parts", doubled(8), "x", 0],
  ])("%s", (_, schema, value, faults) => {
    expect(outputSchemaFaults(schema)).toEqual([]);
    expect(validateOutput(schema, value)).toHaveLength(faults);
  });
});
