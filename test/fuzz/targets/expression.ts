import fc from "fast-check";
import type { Json } from "../../../src/core/json.ts";
import type { Lookup } from "../../../src/core/rules.ts";
import { checkExpression, evaluate } from "../../../src/definition/expression.ts";
import { hold, type Target } from "../target.ts";

const rows = Array.from({ length: 300 }, (_, n) => ({ n, s: "x".repeat(40) }));
const variables: Readonly<Record<string, Json>> = {
  rows,
  s: "y".repeat(5_000),
  n: 7,
  ok: true,
  kind: "a",
  input: { files: ["a.ts"], tier: "pro" },
  state: { ok: true, n: 7 },
};
const lookup: Lookup = {
  variable: (name) => (Object.hasOwn(variables, name) ? variables[name] : undefined),
  step: (name) => (name === "a" ? { status: "completed", output: rows, attempts: 1 } : undefined),
  memory: (key) => (key === "k" ? "m" : undefined),
};
const names = {
  input: new Set(["files", "tier"]),
  state: new Set(["rows", "s", "n", "ok", "kind"]),
  steps: new Set(["a"]),
  around: new Set(["iteration"]),
};

const atom = fc.constantFrom(
  ...[
    "rows",
    "s",
    "n",
    "ok",
    "kind",
    "1",
    "1u",
    "0x7f",
    "1e3",
    "-9223372036854775808",
    "9223372036854775807",
  ],
  ...[
    '"a"',
    "'a'",
    'r"\\d+"',
    '"""x"""',
    'b"ab"',
    "null",
    "true",
    "[]",
    "{}",
    "rows[0].n",
    "steps.a.output[0]",
  ],
  ...[
    "memory.k",
    'memory["k"]',
    "input.files",
    "state.n",
    "workflow.id",
    "iteration",
    "__proto__",
    "constructor",
  ],
);
const { any: grammar } = fc.letrec<{ any: string }>((tie) => ({
  any: fc.oneof(
    { maxDepth: 5, withCrossShrink: true },
    atom,
    fc
      .tuple(
        tie("any"),
        fc.constantFrom("+", "-", "*", "/", "%", "==", "!=", "<", ">=", "&&", "||", "in"),
        tie("any"),
      )
      .map(([a, op, b]) => `(${a} ${op} ${b})`),
    fc
      .tuple(
        tie("any"),
        fc.constantFrom("map", "filter", "all", "exists", "exists_one"),
        fc.constantFrom("x", "rows", "__proto__"),
        tie("any"),
      )
      .map(([a, macro, name, b]) => `${a}.${macro}(${name}, ${b})`),
    fc
      .tuple(
        tie("any"),
        fc.constantFrom(
          "contains",
          "startsWith",
          "matches",
          "split",
          "join",
          "size",
          "substring",
          "format",
          "getFullYear",
        ),
        tie("any"),
      )
      .map(([a, call, b]) => `${a}.${call}(${b})`),
    fc
      .tuple(
        fc.constantFrom(
          "size",
          "string",
          "int",
          "uint",
          "double",
          "bytes",
          "has",
          "timestamp",
          "duration",
          "dyn",
          "type",
          "bool",
        ),
        tie("any"),
      )
      .map(([call, a]) => `${call}(${a})`),
    fc.tuple(tie("any"), tie("any"), tie("any")).map(([a, b, c]) => `(${a} ? ${b} : ${c})`),
    fc.tuple(tie("any"), tie("any")).map(([a, b]) => `{${a}: ${b}}.a`),
    fc.tuple(tie("any"), tie("any")).map(([a, b]) => `[${a}, ${b}][n % 2]`),
    fc.tuple(fc.constantFrom("!", "-"), tie("any")).map(([sign, a]) => `${sign}${a}`),
  ),
}));

/** CEL expressions: checked and evaluated, each ends in a value that can be kept or in an error in words. */
export const expression: Target = {
  name: "expression",
  grammar,
  words: [
    ...[
      "rows",
      "state.",
      "input.",
      "steps.a.",
      "memory[",
      ".map(x, ",
      ".filter(x, ",
      ".exists(x, ",
      "matches(",
      "size(",
    ],
    ...[
      "has(",
      " && ",
      " || ",
      " in ",
      " ? ",
      " : ",
      "==",
      "[0]",
      "timestamp(",
      "duration(",
      '"',
      "r'",
      "(",
      ")",
      "\\u{1F600}",
    ],
  ],
  open: async () => ({
    judge: (input) => {
      const text = input.toString();
      const faults = checkExpression(text, names, "condition");
      for (const { what, fix } of faults)
        hold(what !== "" && fix !== "", "a fault has no text or no fix");
      const result = evaluate(text, lookup);
      const shown = JSON.stringify(result);
      hold(
        /\bnow\(/.test(text) || shown === JSON.stringify(evaluate(text, lookup)),
        "the same expression has another value",
      );
      if (result.type === "error") return hold(result.message !== "", "an error says nothing");
      hold(
        result.value !== undefined && JSON.stringify(JSON.parse(shown)) === shown,
        "a value cannot be kept",
      );
      hold(
        !shown.includes("[native code]") && !("polluted" in {}),
        "an expression reached beyond its names",
      );
    },
    close: () => {},
  }),
};
