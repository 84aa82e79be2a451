import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { addItem, addMember } from "../../src/cli/init/json-insert.ts";
import { spansOf } from "../../src/cli/init/json-spans.ts";

/** JSON as somebody may have written it: any indentation, any line ends. */
const written = fc
  .tuple(
    fc.dictionary(fc.string(), fc.jsonValue()),
    fc.constantFrom(undefined, 1, 2, 4, "\t"),
    fc.constantFrom("\n", "\r\n"),
  )
  .map(([value, indent, newline]) => JSON.stringify(value, null, indent).replaceAll("\n", newline));

describe("putting something into JSON", () => {
  test("adds it and changes nothing else, whatever the JSON", () => {
    fc.assert(
      fc.property(written, (text) => {
        const before = JSON.parse(text);
        if (Object.hasOwn(before, "new")) return;
        const after = addMember(text, ["new", "inner"], { a: [1] });
        expect(JSON.parse(after)).toEqual({ ...before, new: { inner: { a: [1] } } });
        expect(JSON.parse(addItem(after, ["new", "list"], "x")).new.list).toEqual(["x"]);
        const twice = addItem(addItem(after, ["new", "list"], "x"), ["new", "list"], "y");
        expect(JSON.parse(twice).new).toEqual({ inner: { a: [1] }, list: ["x", "y"] });
      }),
    );
  });

  test("knows where each member stands", () => {
    fc.assert(
      fc.property(written, (text) => {
        for (const [key, { start, end }] of spansOf(text).members ?? []) {
          expect(JSON.parse(text.slice(start, end))).toEqual(JSON.parse(text)[key]);
        }
      }),
    );
  });

  test("goes on as the file began: tabs, and the line ends of Windows", () => {
    const text = '{\r\n\t"a": {\r\n\t\t"b": 1\r\n\t}\r\n}\r\n';
    expect(addMember(text, ["a", "c"], { d: 2 })).toBe(
      '{\r\n\t"a": {\r\n\t\t"b": 1,\r\n\t\t"c": {\r\n\t\t\t"d": 2\r\n\t\t}\r\n\t}\r\n}\r\n',
    );
  });

  test("refuses a place that has another form", () => {
    expect(() => addMember('{"a": 1}', ["a", "b"], 2)).toThrow("a is no object");
    expect(() => addItem('{"a": {}}', ["a"], 2)).toThrow("a is no list");
    expect(() => addItem("[]", ["a"], 2)).toThrow("the file is no object");
  });
});
