import { describe, expect, test } from "vitest";
import type { Json } from "../../src/core/json.ts";
import { checkExpression, evaluate } from "../../src/definition/expression.ts";
import { interpolate, literalText, textParts } from "../../src/definition/template-text.ts";

const names = {
  input: new Set(["tier", "count"]),
  state: new Set(["ok", "rows"]),
  steps: new Set(["build", "data-entry"]),
  around: new Set(["item"]),
};

const faults = (text: string, wants?: "condition" | "list"): readonly string[] =>
  checkExpression(text, names, wants).map(({ what, fix }) => `${what} | ${fix}`);

const variables: Readonly<Record<string, Json>> = {
  input: { tier: "pro", count: 3 },
  state: { ok: null, rows: [{ n: 1, constructor: "c" }, { n: 2.5 }] },
  tier: "pro",
  count: 3,
  ok: null,
  rows: [{ n: 1, constructor: "c" }, { n: 2.5 }],
  item: { path: "a.ts" },
  workflow: { id: "w-1", name: "sample", version: "1.10", title: "Sample" },
};

const asked: string[] = [];
const lookup = {
  variable: (name: string) => {
    asked.push(name);
    return Object.hasOwn(variables, name) ? variables[name] : undefined;
  },
  step: (name: string) => {
    asked.push(`steps.${name}`);
    return name === "build"
      ? { status: "completed", output: { url: "u", constructor: 1 }, attempts: 2 }
      : undefined;
  },
  memory: (key: string) => {
    asked.push(`memory.${key}`);
    return key === "a key" ? "remembered" : undefined;
  },
};

const value = (text: string): Json => {
  const result = evaluate(text, lookup);
  if (result.type === "error") throw new Error(`${text}: ${result.message}`);
  return result.value;
};
const error = (text: string): string => {
  const result = evaluate(text, lookup);
  return result.type === "error" ? result.message : `no error but ${JSON.stringify(result.value)}`;
};

describe("a check", () => {
  test.each([
    "ok",
    'input.tier == "pro" && count > 2',
    "state.rows.filter(r, r.n > 1).size() > 0",
    'steps["data-entry"].output.x == 1 || steps.build.status == "failed"',
    "memory.anything != null",
    'memory["a key"] == "x"',
    "workflow.name + workflow.title",
    "item.path",
    "has(state.rows)",
    'timestamp("2026-01-01T00:00:00Z").getFullYear() == 2026',
  ])("passes %s", (text) => expect(faults(text)).toEqual([]));

  test.each([
    ["okk", "names okk, which does not exist | Did you mean ok?"],
    ["input.teir", "names input.teir, which does not exist | Did you mean tier?"],
    ["steps.biuld.output", "names steps.biuld, which does not exist | Did you mean build?"],
    [
      "steps.build.outputs",
      "names steps.build.outputs, which does not exist | Did you mean output?",
    ],
    [
      "steps.data-entry.output",
      'names steps.data, which does not exist | Write steps["data-entry"].',
    ],
    ["workflow.owner", "names workflow.owner, which does not exist"],
    ["steps[tier].output", "steps is used without a literal name"],
    ["memory", "memory is used as a whole"],
    ["iteration > 1", "names iteration, which does not exist"],
    ["1 +", "Unexpected token: EOF"],
    ['tier.matches("a+")', "matches is not allowed"],
    ["system(1)", "there is no function system"],
    ["cel.bind(x, 1, x)", "there is no function bind"],
    ['bytes("a")', "there is no function bytes"],
    ["rows.map(r, rows.map(s, s))", "map may not stand within another macro"],
    ["rows.map(r, r).map(r, r)", "map takes a value by its name"],
    ["rows.join(tier)", "join takes a literal text"],
    ["__proto__", "Reserved identifier: __proto__"],
    ["constructor", "names constructor, which does not exist"],
    ['"a" + 1', "no such overload: string + int"],
  ])("refuses %s", (text, fault) => expect(faults(text)[0]).toContain(fault));

  test("wants true or false of a condition, and a list of items", () => {
    expect(faults('"yes"', "condition")).toEqual(["gives a string | It must give true or false."]);
    expect(faults("1 + 1", "list")).toEqual(["gives an int | It must give a list."]);
    expect(faults("ok", "condition")).toEqual([]);
    expect(faults("[1, 2]", "list")).toEqual([]);
  });

  test("refuses more than 2 KB", () => {
    expect(faults(`"${"a".repeat(2046)}"`)).toEqual([]);
    expect(faults(`"${"a".repeat(2047)}"`)[0]).toContain("more than 2048 bytes");
  });
});

describe("an evaluation", () => {
  test("gives JSON", () => {
    expect(value("count + 1")).toBe(4);
    expect(value("7 / 2")).toBe(3);
    expect(value("rows.map(r, r.n)")).toEqual([1, 2.5]);
    expect(value('{"a": tier, "b": [1, 2.5, null]}')).toEqual({ a: "pro", b: [1, 2.5, null] });
    expect(value("steps.build.output.url")).toBe("u");
    expect(value('memory["a key"]')).toBe("remembered");
    expect(value("workflow")).toEqual(variables.workflow);
    expect(value('timestamp("2026-01-02T03:04:05Z")')).toBe("2026-01-02T03:04:05.000Z");
  });

  test("takes a declared name without a value for null", () => {
    expect(value("ok")).toBeNull();
    expect(value("state.ok == null && !(ok == true)")).toBe(true);
    expect(value("memory.unset")).toBeNull();
  });

  test("tells an error for a name that is not there, and for what cannot be", () => {
    expect(error("nowhere")).toBe("nothing is named nowhere");
    expect(error("steps.other.output")).toBe("nothing is named steps.other");
    expect(error("ok > 3")).toBe("no such overload: dyn<null> > int");
    expect(error("input.tier.deep")).toBe("No such key: deep");
    expect(error("1 / 0")).toContain("zero");
    expect(error("9007199254740991 + 1")).toBe("its result is a number beyond 2^53");
    expect(error("size")).toBe("nothing is named size");
  });

  test("reaches data by any key, and no prototype by any", () => {
    expect(value("rows[0].constructor")).toBe("c");
    expect(value("steps.build.output.constructor")).toBe(1);
    for (const text of [
      "rows[1].constructor",
      "input.tier.constructor",
      "input.__proto__",
      "rows.constructor",
      "rows[0].__proto__",
      'item["constructor"]',
      "toString",
      "hasOwnProperty",
    ])
      expect(error(text)).not.toContain("no error");
  });

  test("gives no text that can be kept nowhere", () => {
    for (const text of ["'😀'.substring(0, 1)", "['\\u0000']", "{'😀'.substring(1, 2): 1}"])
      expect(error(text)).toMatch(/no (text|name)/);
    expect(value("'😀!'.substring(0, 2)")).toBe("😀");
  });

  test("asks for nothing but what it names", () => {
    asked.length = 0;
    value("count > 2 && steps.build.attempts == 2 && rows.all(r, r.n > 0)");
    expect(asked.toSorted()).toEqual(["count", "rows", "steps.build"]);
  });

  test("refuses lists too long for a macro, and work that would take long", () => {
    const long = { ...lookup, variable: () => Array.from({ length: 1001 }, (_, i) => i) };
    expect(evaluate("xs.all(x, x > 1)", long)).toEqual({
      type: "error",
      message: "it goes through a list of more than 1000 items",
    });
    expect(evaluate("size(xs)", long)).toEqual({ type: "value", value: 1001 });
    const heavy = { ...lookup, variable: () => ["a".repeat(100_000), ...Array(900).fill("b")] };
    expect(evaluate("xs.map(x, ys[0].contains(x) && ys[0].contains(x))", heavy)).toMatchObject({
      type: "error",
      message: "it would take too long on values of this size",
    });
  });
});

describe("a text with expressions", () => {
  const filled = (text: string): string => {
    const result = interpolate(text, lookup);
    return result.type === "text" ? result.text : `error: ${result.message}`;
  };

  test("shows their values", () => {
    expect(filled("Tier ${tier}, ${count + 1} of ${rows.size()}; ${rows[1]}${ok}.")).toBe(
      'Tier pro, 4 of 2; {"n":2.5}.',
    );
  });

  test("knows braces within an expression", () => {
    expect(filled("${ {'a}': \"}\"}['a}'] }!")).toBe("}!");
  });

  test("leaves what is escaped", () => {
    expect(filled("pay $${tier} or $5 or $")).toBe("pay ${tier} or $5 or $");
    expect(filled(literalText("a ${b} $${c} $$${d}"))).toBe("a ${b} $${c} $$${d}");
  });

  test("tells which expression failed", () => {
    expect(filled("a ${nowhere} b")).toBe("error: ${nowhere}: nothing is named nowhere");
    expect(filled("a ${tier")).toBe("error: an expression in braces is not closed");
    expect(filled("a ${ } b")).toBe("error: an expression in braces is empty");
  });

  test("has its expressions for a check", () => {
    expect(textParts("a ${b} c").parts).toEqual([
      { kind: "words", text: "a " },
      { kind: "expression", text: "b" },
      { kind: "words", text: " c" },
    ]);
  });
});
