import { describe, expect, test } from "vitest";
import { loadYaml } from "../../src/definition/load-yaml.ts";
import { offsetAt, placesIn, plainValue } from "../../src/definition/source-tree.ts";
import { planOf, workflowOf } from "./read.ts";

const value = (text: string): unknown => {
  const loaded = loadYaml(text);
  return loaded.type === "tree" ? plainValue(loaded.root) : `unreadable: ${loaded.what}`;
};
const placeOf = (text: string, path: readonly (string | number)[]): string => {
  const loaded = loadYaml(text);
  if (loaded.type !== "tree") throw new Error(loaded.what);
  const { line, column } = placesIn(text)(offsetAt(loaded.root, path));
  return `${line}:${column}`;
};

describe("YAML", () => {
  test("is read under the core schema", () => {
    expect(
      value(
        "a: 1\nb: 1.5\nc: true\nd: null\ne:\nf: yes\ng: 'x''y'\nh: \"1\"\ni: [~, -0, 1e3, 0x1F]",
      ),
    ).toEqual({
      a: 1,
      b: 1.5,
      c: true,
      d: null,
      e: null,
      f: "yes",
      g: "x'y",
      h: "1",
      i: [null, 0, 1000, "0x1F"],
    });
  });

  test("may be JSON, tabs and all", () => {
    expect(value('{\n\t"a": [1, "\\u00e9", {"b": null}],\r\n\t"c": false\n}')).toEqual({
      a: [1, "é", { b: null }],
      c: false,
    });
  });

  test("may use aliases", () => {
    expect(value("a: &x {b: 1}\nc: [*x, *x]")).toEqual({ a: { b: 1 }, c: [{ b: 1 }, { b: 1 }] });
  });

  test("knows where everything stands", () => {
    const text = "# note\na:\n  - one\n  -\n  - b: 'x'\n    c: {d: 1}\n";
    expect(placeOf(text, ["a"])).toBe("2:1");
    expect(placeOf(text, ["a", 0])).toBe("3:5");
    expect(placeOf(text, ["a", 2])).toBe("5:5");
    expect(placeOf(text, ["a", 2, "c", "d"])).toBe("6:9");
  });

  test("tells what is nearest above a path that is not there", () => {
    const text = "a:\n  - one\n  -\n  - b: 1\n";
    expect(placeOf(text, ["a", 1])).toBe("1:1");
    expect(placeOf(text, ["a", 2, "missing", 4])).toBe("4:5");
    expect(placeOf(text, ["missing"])).toBe("1:1");
  });

  test.each([
    ["a: 1\na: 2", "the key a stands twice"],
    ["? [a]\n: b", "a key is a list or a mapping"],
    ["__proto__: 1", "the key __proto__ is not allowed"],
    ["a: &x {b: 1}\nc: {<<: *x}", "merge keys (<<) are not allowed"],
    ["a: !!binary aGk=", "tags (!) are not allowed"],
    ["a: *x", "an alias stands for nothing before it"],
    ["a: &x [*x]", "an alias stands for nothing before it"],
    ["a: 1\n---\nb: 2", "it holds several documents"],
    ["", "it is empty"],
    ["# only a comment\n", "it is empty"],
    ["a: \0", "it holds a character that is no text"],
    ["a: \uD800", "it holds a character that is no text"],
    ["a: [1, 2", "it is not YAML"],
  ])("is refused: %j", (text, what) => expect(value(text)).toContain(what));
});

describe("a version", () => {
  test.each([
    ["1.10", "1.10"],
    ["1.0 # the first", "1.0"],
    ["'2'", "2"],
    ["007", "007"],
    ["1e3", "1e3"],
    ["2026-01-01", "2026-01-01"],
  ])("%s is the text %s", (written, version) => {
    expect(planOf(workflowOf("- {agent: x}", `version: ${written}`)).version).toBe(version);
  });

  test("is 1 where none is given", () => {
    expect(planOf(workflowOf("- {agent: x}")).version).toBe("1");
  });
});
