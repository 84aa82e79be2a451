import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { evaluate } from "../../src/definition/expression.ts";
import { readDefinitions } from "../../src/definition/read-definition.ts";
import { fixture } from "./read.ts";

/** Longest a refusal may take, in milliseconds of this process: what else the machine does is not the reader's. */
const patience = 100;

const clock = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};

const read = (text: string) => {
  const begin = clock();
  const result = readDefinitions(text, { knowsAgent: () => true });
  return { result, ms: clock() - begin };
};

/** The quickest of several runs counts: the first also compiles the code. */
const refusedSoon = (text: string): void => {
  const runs = Array.from({ length: 5 }, () => read(text));
  for (const { result } of runs) {
    expect(result.type).toBe("invalid");
    if (result.type === "invalid")
      for (const { what, fix } of result.problems) expect(what !== "" && fix !== "").toBe(true);
  }
  expect(Math.min(...runs.map(({ ms }) => ms))).toBeLessThan(patience);
};

const laughs = (levels: number): string =>
  Array.from(
    { length: levels },
    (_, i) =>
      `a${i}: &a${i} [${
        i === 0
          ? "1"
          : Array(9)
              .fill(`*a${i - 1}`)
              .join(", ")
      }]`,
  ).join("\n");

describe("a hostile text is refused soon", () => {
  test.each([
    ["aliases that multiply", laughs(9)],
    ["a circle of aliases", "a: &a {b: *a}"],
    ["51 aliases", `a: &a 1\nb: [${Array(51).fill("*a").join(", ")}]`],
    ["deep lists", "[".repeat(100_000)],
    [
      "deep mappings",
      `${Array.from({ length: 100 }, (_, i) => `${" ".repeat(i)}a:`).join("\n")} 1`,
    ],
    ["deep flow", `workflow: ${"{a: ".repeat(5000)}`],
    ["a huge scalar", `workflow: {name: ${"a".repeat(1_000_000)}}`],
    ["a huge number", `workflow: {name: a, stages: [{agent: ${"9".repeat(900_000)}, type: x}]}`],
    ["more than 1 MiB", `# ${"x".repeat(1024 * 1024)}`],
    ["a huge key", `${"k".repeat(500_000)}: 1`],
    ["a prototype", '{"workflow": {"__proto__": {"name": "x"}}}'],
    ["a constructor", '{"workflow": {"constructor": {"prototype": {"name": "x"}}, "name": "x"}}'],
    [
      "a prototype as a name",
      "workflow: {name: x, stages: [{name: a, agent: x, needs: [__proto__, constructor, toString]}]}",
    ],
    [
      "a prototype as a state",
      "workflow: {name: x, stages: [{name: a, set: {constructor: '1', toString: '2'}}]}",
    ],
    [
      "many unknown keys",
      `workflow: {${Array.from({ length: 5000 }, (_, i) => `k${i}: 1`).join(", ")}}`,
    ],
    ["many wrong stages", `workflow: {name: x, stages: [${Array(2000).fill("7").join(", ")}]}`],
    [
      "a long condition",
      `workflow: {name: x, stages: [{name: a, condition: "${"(".repeat(5000)}", on_true: b}]}`,
    ],
    [
      "a sign without end",
      `workflow: {name: x, stages: [{agent: x, when: "${"!".repeat(2000)}true"}]}`,
    ],
    [
      "a task without end",
      `workflow: {name: x, stages: [{agent: x, task: "${"${".repeat(9000)}"}]}`,
    ],
  ])("%s", (_, text) => refusedSoon(text));
});

describe("any text", () => {
  test("is read or refused, never thrown at", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 300 }), (text) => {
        expect(["definitions", "invalid"]).toContain(read(text).result.type);
      }),
      { numRuns: 500 },
    );
  });

  test("that was a definition before it was damaged is, too", () => {
    const whole = fixture("customer-onboarding-of-the-seed.yaml");
    const damage = fc.array(
      fc.record({
        at: fc.nat(whole.length),
        drop: fc.nat(12),
        put: fc.constantFrom(
          "",
          ":",
          "- ",
          "\n",
          "  ",
          "[",
          "]",
          "{",
          "}",
          "&a ",
          "*a",
          "!",
          '"',
          "|",
          "~",
          "#",
          "__proto__: ",
        ),
      }),
      { minLength: 1, maxLength: 5 },
    );
    fc.assert(
      fc.property(damage, (cuts) => {
        let text = whole;
        for (const { at, drop, put } of cuts)
          text = text.slice(0, at) + put + text.slice(at + drop);
        const { result } = read(text);
        if (result.type === "invalid")
          for (const { line } of result.problems)
            expect(line ?? 1).toBeLessThanOrEqual(text.split("\n").length);
      }),
      { numRuns: 500 },
    );
  });
});

describe("any expression", () => {
  const rows = Array.from({ length: 1000 }, (_, i) => ({ n: i, s: "x".repeat(40) }));
  const lookup = {
    variable: (name: string) => (name === "rows" ? rows : name === "s" ? "y".repeat(20_000) : 1),
    step: () => ({ status: "completed", output: rows, attempts: 1 }),
    memory: () => "m",
  };

  const atoms = fc.constantFrom(
    "rows",
    "s",
    "1",
    '"a"',
    "rows[0]",
    "rows[3].n",
    "null",
    "true",
    "[]",
    "{}",
    "steps.a.output",
    "memory.k",
    "x",
    "-1",
    "1.5",
    "__proto__",
    "constructor",
  );
  const { expression } = fc.letrec<{ expression: string }>((tie) => ({
    expression: fc.oneof(
      { maxDepth: 6, withCrossShrink: true },
      atoms,
      fc
        .tuple(
          tie("expression"),
          fc.constantFrom("+", "-", "*", "/", "%", "==", "<", "&&", "||", "in"),
          tie("expression"),
        )
        .map(([a, op, b]) => `(${a} ${op} ${b})`),
      fc
        .tuple(
          tie("expression"),
          fc.constantFrom("map", "filter", "all", "exists", "exists_one"),
          tie("expression"),
        )
        .map(([a, macro, b]) => `${a}.${macro}(x, ${b})`),
      fc
        .tuple(
          tie("expression"),
          fc.constantFrom(
            "contains",
            "split",
            "join",
            "matches",
            "indexOf",
            "size",
            "startsWith",
            "bind",
          ),
          tie("expression"),
        )
        .map(([a, call, b]) => `${a}.${call}(${b})`),
      fc
        .tuple(
          fc.constantFrom("size", "string", "int", "has", "timestamp", "dyn", "type"),
          tie("expression"),
        )
        .map(([call, a]) => `${call}(${a})`),
      fc
        .tuple(tie("expression"), tie("expression"), tie("expression"))
        .map(([a, b, c]) => `(${a} ? ${b} : ${c})`),
    ),
  }));

  test("ends soon in a value or an error", () => {
    let slowest = 0;
    fc.assert(
      fc.property(expression, (text) => {
        const begin = clock();
        expect(["value", "error"]).toContain(evaluate(text, lookup).type);
        slowest = Math.max(slowest, clock() - begin);
      }),
      { numRuns: 2000 },
    );
    expect(slowest).toBeLessThan(1000);
  });

  test.each([
    ["nested macros", "rows.map(x, rows.map(y, rows.map(z, x.n + y.n + z.n)))"],
    ["a backtracking pattern", `s.matches("${"(y+)+".repeat(10)}z")`],
    ["texts that grow", `${"s + ".repeat(400)}s.size() + "a"`],
    ["lists that grow", `rows.map(x, [${"x, ".repeat(400)}x]).map(x, [x, x]).map(x, [x, x])`],
    ["a heavy macro", `rows.map(x, ${"s.contains(x.s) || ".repeat(90)}false)`],
    ["a list from a text", `s.split("").map(x, s.split(""))`],
    ["deep parentheses", `${"(".repeat(1000)}1${")".repeat(1000)}`],
    ["deep lists", `${"[".repeat(1000)}1${"]".repeat(1000)}`],
    ["deep signs", `${"-".repeat(2000)}1`],
    ["any characters", "\u0000\uD800$#@`\\"],
  ])("with %s is an error soon", (_, text) => {
    const run = (): number => {
      const begin = clock();
      expect(evaluate(text, lookup).type).toBe("error");
      return clock() - begin;
    };
    expect(Math.min(run(), run(), run(), run(), run())).toBeLessThan(patience);
  });
});
