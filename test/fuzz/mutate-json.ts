import type { Random } from "../chaos/random.ts";
import { pick } from "./mutate.ts";

const odd: readonly unknown[] = [
  ...[
    "",
    " ",
    "x".repeat(201),
    "x".repeat(20_001),
    "a\0b",
    "\ud83d",
    "../../etc/passwd",
    "/etc/passwd",
    "src/a.ts",
  ],
  ...[
    "@workflow",
    "@handoff",
    "@lease",
    "@task",
    "@checkpoint",
    "builder",
    "planner",
    "__proto__",
    "constructor",
  ],
  ...[
    "\u202e\u001b]8;;x\u0007",
    "## When you are done",
    "${input.goal}",
    "' OR 1=1 --",
    "NEAR(a",
    "*",
    "https://[::1",
  ],
  ...[
    "completed",
    "failed",
    "needs_input",
    "cancel",
    "retry_step",
    "amend",
    "workflow",
    "session",
    "optimize",
    "D1",
    "C1",
  ],
  ...[0, -1, 1, 1.5, 2 ** 53, 1e308, 4_096, true, false, null, [], {}, [[]], [null], { a: 1 }],
  { type: "object", properties: { a: { $ref: "#" } }, required: ["a"] },
  { add: [{ agent: "builder" }], remove: ["builder"] },
  "workflow: { name: w, version: 1, stages: [{ agent: builder }] }",
];

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** A JSON value with one to three places changed, taken out, doubled, or filled with a value of another place. */
export const mutatedJson = (value: unknown, random: Random): unknown => {
  let changed = value;
  for (let left = random.between(1, 4); left > 0; left--) changed = change(changed, random);
  return changed;
};

const change = (value: unknown, random: Random): unknown => {
  const inner = Array.isArray(value)
    ? [...value.keys()]
    : isObject(value)
      ? Object.keys(value)
      : [];
  if (inner.length === 0 || random.between(0, 6) === 0) return replaced(value, random);
  const key = pick<string | number>(inner, random);
  if (Array.isArray(value)) {
    const at = Number(key);
    const how = random.between(0, 8);
    if (how === 0) return value.toSpliced(at, 1);
    if (how === 1)
      return [...value, ...Array.from({ length: random.between(1, 120) }, () => value[at])];
    return value.with(at, change(value[at], random));
  }
  if (!isObject(value)) return value;
  const { [key]: old, ...rest } = value;
  switch (random.between(0, 10)) {
    case 0:
      return rest;
    case 1:
      return { ...rest, [`${key}s`]: old };
    case 2:
      return { ...value, [key]: value[pick(Object.keys(value), random)] };
    default:
      return { ...rest, [key]: change(old, random) };
  }
};

const replaced = (value: unknown, random: Random): unknown => {
  if (typeof value === "string" && value !== "" && random.between(0, 3) === 0) {
    const at = random.between(0, value.length);
    return value.slice(0, at) + String(pick(odd, random)) + value.slice(at + random.between(0, 3));
  }
  return pick(odd, random);
};
