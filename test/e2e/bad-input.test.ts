import { readdirSync } from "node:fs";
import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { tools } from "../../src/tools/registry.ts";
import type { Content } from "./content.ts";
import { claim, create, doWork, work } from "./moves.ts";
import { scratchProject } from "./scratch-project.ts";
import { openSession } from "./session.ts";
import { sharedSession } from "./shared-session.ts";
import { rowsStored } from "./stored.ts";
import { validArguments } from "./valid-arguments.ts";

const shared = sharedSession();
let valid: ReturnType<typeof validArguments> = {};

beforeAll(async () => {
  const { session, project } = shared();
  project.write("src/a.ts", "1");
  const asked = await doWork(session, await create(session), {
    status: "needs_input",
    questions: ["?"],
  });
  const { workflow_id, ...handoff } = await create(session, { to_agent: "builder" });
  const { checkpoint_id } = await session.call("checkpoint", { workflow_id, name: "start" });
  const { lease_token } = await claim(session, handoff);
  const { task_id } = asked;
  valid = validArguments({ ...handoff, workflow_id, lease_token, task_id, checkpoint_id });
});

/** A place in arguments: the keys that lead to it. */
type Path = readonly string[];

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  value !== null && typeof value === "object";

const placesOf = (value: unknown, path: Path = []): readonly Path[] => [
  path,
  ...(isObject(value)
    ? Object.entries(value).flatMap(([key, inner]) => placesOf(inner, [...path, key]))
    : []),
];

const at = (value: unknown, path: Path): unknown =>
  path.reduce<unknown>((inner, key) => (isObject(inner) ? inner[key] : undefined), value);

/** A copy with another value in one place; undefined leaves the place out. */
const withValue = (value: unknown, [key, ...rest]: Path, put: unknown): unknown => {
  if (key === undefined) return put;
  if (Array.isArray(value)) {
    return value.map((item, i) => (String(i) === key ? withValue(item, rest, put) : item));
  }
  if (!isObject(value)) return value;
  return { ...value, [key]: withValue(value[key], rest, put) };
};

/** Where any JSON is welcome, so that only what cannot be kept is wrong. */
const isFree = (path: Path): boolean =>
  ["value", "outputs", "form"].includes(path[0] ?? "") || path[1] === "output_schema";

const nested = (depth: number): unknown => (depth === 0 ? 1 : { a: nested(depth - 1) });

interface Spoiling {
  readonly what: string;
  /** Whether it makes this value wrong wherever it stands. */
  spoils(value: unknown, path: Path): boolean;
  spoil(value: unknown, path: Path): unknown;
}

const spoilings: readonly Spoiling[] = [
  {
    what: "a NUL",
    spoils: (value) => typeof value === "string",
    spoil: (value) => `${value}\0`,
  },
  {
    what: "half of a surrogate pair",
    spoils: (value) => typeof value === "string",
    spoil: (value) => `${value}\ud83d`,
  },
  {
    what: "a key with a NUL",
    spoils: (value) => isObject(value) && !Array.isArray(value),
    spoil: (value) => ({ ...Object(value), "a\0": 1 }),
  },
  { what: "an integer beyond 2^53", spoils: (_, path) => path.length > 0, spoil: () => 2 ** 53 },
  {
    what: "too deep nesting",
    spoils: (_, path) => path.length > 0,
    spoil: (_, path) => nested(61 - path.length),
  },
  {
    what: "an object for a text or number",
    spoils: (value, path) => !isObject(value) && !isFree(path),
    spoil: () => ({}),
  },
  {
    what: "a text for a list or object",
    spoils: (value, path) => isObject(value) && path.length > 0 && !isFree(path),
    spoil: () => "text",
  },
  {
    what: "null",
    spoils: (_, path) => path.length > 0 && !isFree(path),
    spoil: () => null,
  },
  {
    what: "an empty text",
    spoils: (value, path) =>
      typeof value === "string" && !isFree(path) && path.at(-1) !== "evidence",
    spoil: () => "  ",
  },
  {
    what: "an oversized text",
    spoils: (value, path) => typeof value === "string" && !isFree(path),
    spoil: (value) => String(value).padEnd(25_000, "x"),
  },
  {
    what: "an oversized list",
    spoils: (value, path) => Array.isArray(value) && !isFree(path),
    spoil: (value) => Array.from({ length: 201 }, () => (Array.isArray(value) ? value[0] : 0)),
  },
  {
    what: "an unknown argument",
    spoils: (value, path) => isObject(value) && !Array.isArray(value) && !isFree(path),
    spoil: (value) => ({ ...Object(value), feature_descripton: "x" }),
  },
  {
    what: "a negative number",
    spoils: (value, path) => typeof value === "number" && !isFree(path),
    spoil: () => -1,
  },
];

const spoiled = (name: string): fc.Arbitrary<{ args: object; what: string; path: Path }> => {
  const args = valid[name] ?? {};
  const cases = placesOf(args).flatMap((path) =>
    spoilings
      .filter(({ spoils }) => spoils(at(args, path), path))
      .map(({ what, spoil }) => {
        const bad = withValue(args, path, spoil(at(args, path), path));
        return { args: Object(bad), what, path };
      }),
  );
  return fc.constantFrom(...cases);
};

describe.each(tools.map(({ name }) => name))("%s", (name) => {
  test("refuses near-valid arguments by name, with a fix, and stores nothing", async () => {
    const { session, project } = shared();
    const before = rowsStored(project);
    await fc.assert(
      fc.asyncProperty(spoiled(name), async ({ args }) => {
        const { code, message, fix } = await session.refused(name, args);
        expect(["invalid_input", "too_large"]).toContain(code);
        expect(message.length).toBeGreaterThan(5);
        expect(fix.length).toBeGreaterThan(5);
      }),
      { numRuns: 60 },
    );
    expect(rowsStored(project)).toEqual(before);
  });

  test("names each required argument that is missing", async () => {
    const { session, project } = shared();
    const before = rowsStored(project);
    const tool = tools.find((each) => each.name === name);
    for (const key of Object.keys(tool?.input.shape ?? {})) {
      if (tool?.input.shape[key]?.safeParse(undefined).success !== false) continue;
      const refusal = await session.refused(name, { ...valid[name], [key]: undefined });
      expect(refusal).toMatchObject({ code: "invalid_input", message: `${key} is missing` });
    }
    expect(rowsStored(project)).toEqual(before);
  });

  test.each([[[]], ["text"], [7], [null]])("refuses %j in place of arguments", async (args) => {
    const { session } = shared();
    const answered: Promise<object> = session.request("tools/call", { name, arguments: args });
    const outcome = await answered.catch((error: Error) => ({ refused: error.message }));
    // An empty list of arguments is what null stands for in some clients.
    if (args === null) expect(outcome).toBeDefined();
    else expect(JSON.stringify(outcome)).toMatch(/invalid_input|-32602/);
  });
});

test("nesting beyond what any message may have is an error of the protocol, and the server goes on", async () => {
  const { session } = shared();
  const call = session.tryCall("set_memory", { key: "deep", value: nested(1_000) });
  await expect(call).rejects.toThrow(/deep|nest/);
  expect((await session.call("get_memory", { key: "deep" })).entries).toEqual([]);
});

test("what is well-formed and still cannot be is refused by its own name, and stores nothing", async () => {
  const { session, project } = shared();
  const { workflow_id, handoff_id } = validIds();
  const before = rowsStored(project);
  const cases: readonly (readonly [string, object, Content["code"]])[] = [
    ["create_handoff", work({ to_agent: undefined }), "invalid_input"],
    ["create_handoff", work({ to_agent: "nobody" }), "unknown_agent"],
    [
      "create_handoff",
      work({ required_capabilities: ["zzz"], to_agent: undefined }),
      "unknown_agent",
    ],
    ["create_handoff", work({ on_success: { action: "handoff" } }), "invalid_input"],
    ["create_handoff", work({ on_success: { action: "loop" } }), "invalid_input"],
    ["create_handoff", work({ workflow_id, step: "builder" }), "conflict"],
    ["create_handoff", work({ workflow_id, needs: ["nothing"] }), "not_found"],
    ["create_handoff", expecting({ checks: ["no-such-check"] }), "invalid_input"],
    ["create_handoff", expecting({ output_schema: { type: "strin" } }), "invalid_input"],
    ["create_handoff", expecting({ output_schema: { pattern: "(a+)+$" } }), "invalid_input"],
    ["create_handoff", expecting({ output_schema: { $ref: "http://x/y" } }), "invalid_input"],
    ["create_handoff", expecting({ output_schema: { x: "y".repeat(40_000) } }), "invalid_input"],
    ["execute_handoff", { handoff_id, lease_token: "1-wrong" }, "stale_lease"],
    ["execute_handoff", { lease_token: "1-abc" }, "invalid_input"],
    ["execute_handoff", { handoff_id, agent: "planner" }, "conflict"],
    ["complete_handoff", completing({ lease_token: "9-wrong" }), "stale_lease"],
    ["complete_handoff", completing({ status: "needs_input" }), "invalid_input"],
    ["complete_handoff", completing({ error: { message: "x" } }), "invalid_input"],
    ["complete_handoff", completing({ questions: ["x"] }), "invalid_input"],
    ["complete_handoff", completing({ outputs: "x".repeat(300_000) }), "too_large"],
    [
      "complete_handoff",
      completing({ artifacts: [{ type: "code", path: "/etc/passwd" }] }),
      "forbidden",
    ],
    ["control_workflow", { workflow_id, action: "skip_step", reason: "x" }, "invalid_input"],
    ["decide_task", { task_id: "task_nonexistent" }, "not_found"],
    ["set_memory", { key: "a", value: 1, scope: "workflow" }, "invalid_input"],
    ["set_memory", { key: "a", value: 1, expected_version: 3 }, "conflict"],
    ["set_memory", { key: "a", value: "x".repeat(262_144) }, "too_large"],
    ["checkpoint", { workflow_id: "orch_nonexistent", name: "x" }, "not_found"],
    ["resume", { checkpoint_id: "cp_nonexistent" }, "not_found"],
    ["get_memory", { cursor: "-1" }, "invalid_input"],
    ["list_agents", { cursor: "x" }, "invalid_input"],
  ];
  for (const [tool, args, code] of cases) {
    expect([tool, args, (await session.refused(tool, args)).code]).toEqual([tool, args, code]);
  }
  expect(rowsStored(project)).toEqual(before);
});

const validIds = () => {
  const { workflow_id, handoff_id } = valid.execute_handoff ?? {};
  return { workflow_id, handoff_id };
};

const expecting = (more: object) =>
  work({ expected_output: { deliverables: [], acceptance_criteria: [], ...more } });

const completing = (more: object) => {
  const { handoff_id, lease_token } = valid.complete_handoff ?? {};
  return { handoff_id, lease_token, status: "completed", summary: "x", ...more };
};

test("bad input to every tool leaves an empty project empty", async () => {
  const project = scratchProject();
  const session = await openSession(project);
  for (const { name } of tools) {
    for (const args of [
      { nonsense: 1 },
      { ...valid[name], nonsense: 1 },
      { ...valid[name], workflow_id: "a\0b" },
    ]) {
      await session.refused(name, args);
    }
  }
  expect(readdirSync(project.root)).toEqual([]);
});
