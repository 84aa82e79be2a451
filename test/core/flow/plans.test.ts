import { describe, expect, test } from "vitest";
import type { Json } from "../../../src/core/json.ts";
import type { Plan } from "../../../src/core/plan/plan.ts";
import type { FlowNode } from "../../../src/core/state/flow.ts";
import { given } from "../spec/given.ts";
import { lived } from "../spec/lived.ts";
import {
  ask,
  cancel,
  claim,
  complete,
  decides,
  fail,
  fireDue,
  forkOf,
  later,
  pause,
  retryStep,
  rewindTo,
  skipStep,
  unpause,
} from "../spec/moves.ts";
import { type Move, newWorld, perform, type World, workflow } from "../spec/world.ts";
import {
  agent,
  beside,
  choice,
  each,
  follows,
  group,
  loop,
  planOf,
  set,
  starts,
  wait,
} from "./plan-of.ts";

const node = (world: World, key: string): FlowNode => {
  const found = workflow(world).flow?.nodes.get(key);
  if (found === undefined) throw new Error(`no node ${key}`);
  return found;
};
const statuses = (world: World): Record<string, string> =>
  Object.fromEntries(
    [...(workflow(world).flow?.nodes.values() ?? [])].map((each) => [each.key, each.status]),
  );
const values = (world: World) => workflow(world).flow?.values;
const brings = (step: string, value: Json): Move =>
  complete(step, { outputs: value, storedOutputs: { kind: "inline", value } });
const does = (step: string, value: Json = null): Move[] => [claim(step), brings(step, value)];
const blocked = (step: string): Move => fail(step, "no access", { category: "blocker" });

describe("order", () => {
  test("a chain goes on one by one, and ends with its last step", () => {
    const { world } = given(follows(agent("a"), agent("b")), ...does("a"));
    expect(statuses(world)).toEqual({ a: "completed", b: "active" });
    lived(does("b"), world);
    expect(workflow(world).status).toBe("completed");
  });

  test("a group of all waits for every one", () => {
    const plan = follows(group("g", "all", beside(agent("a"), agent("b"))), agent("c"));
    const { world } = given(plan, ...does("g/a"));
    expect(node(world, "c").status).toBe("pending");
    lived(does("g/b"), world);
    expect(node(world, "c").status).toBe("active");
  });

  test("with any, the rest is cancelled: leases are revoked, timers gone, questions withdrawn", () => {
    const plan = group(
      "g",
      1,
      beside(agent("a"), agent("b"), wait("w", { seconds: 60 }), agent("q")),
    );
    const { world } = given(
      follows(plan, agent("c")),
      claim("g/b"),
      claim("g/q"),
      ask("g/q", ["why?"]),
      ...does("g/a"),
    );
    expect(statuses(world)).toMatchObject({
      g: "completed",
      "g/b": "cancelled",
      "g/w": "cancelled",
    });
    expect(workflow(world).steps.get("g/b")).toMatchObject({ status: "cancelled", lease: null });
    expect(workflow(world).openTasks).toBe(0);
    expect([...world.tables.keys()].filter((key) => key.includes("wait:"))).toEqual([]);
    expect(node(world, "c").status).toBe("active");
  });

  test("k of n: two of three are enough", () => {
    const plan = follows(group("g", 2, beside(agent("a"), agent("b"), agent("c"))));
    const { world } = given(plan, ...does("g/a"));
    expect(workflow(world).status).toBe("running");
    lived(does("g/c"), world);
    expect(workflow(world).status).toBe("completed");
    expect(node(world, "g/b").status).toBe("cancelled");
  });

  test("a merge that cannot be met any more fails", () => {
    const plan = planOf([group("g", 2, beside(agent("a"), agent("b")))], { onFailure: "continue" });
    const { world } = given(starts(plan), claim("g/a"), blocked("g/a"));
    expect(node(world, "g")).toMatchObject({ status: "failed" });
    expect(node(world, "g/b").status).toBe("cancelled");
    expect(workflow(world).status).toBe("completed_with_gaps");
  });

  test("a choice takes one way, the others are skipped; a join runs when one way is live", () => {
    const plan = follows(
      set("s", { x: "2" }),
      choice(
        "c",
        [
          { when: "x > 5", goto: "a" },
          { when: "x > 1", goto: "b" },
        ],
        "d",
      ),
      agent("a"),
      agent("b"),
      agent("d"),
      agent("join", { after: ["a", "b", "d"] }),
      agent("lost", { after: ["a"] }),
    );
    const { world } = given(plan);
    expect(statuses(world)).toMatchObject({
      a: "skipped",
      b: "active",
      d: "skipped",
      lost: "skipped",
    });
    lived(does("b"), world);
    expect(node(world, "join").status).toBe("active");
  });

  test("otherwise is taken when nothing holds; without it no way is", () => {
    const ways = [{ when: "x > 5", goto: "a" }];
    const otherwise = given(follows(choice("c", ways, "b"), agent("a"), agent("b"))).world;
    expect(statuses(otherwise)).toMatchObject({ a: "skipped", b: "active" });
    const none = given(follows(choice("c", ways), agent("a"))).world;
    expect(workflow(none).status).toBe("completed");
  });

  test("what is skipped by when or by a human is live", () => {
    const { world } = given(follows(agent("a", { when: "x > 5" }), agent("b"), agent("c")));
    expect(statuses(world)).toMatchObject({ a: "skipped", b: "active" });
    lived([skipStep("b")], world);
    expect(statuses(world)).toMatchObject({ b: "skipped", c: "active" });
  });

  test("groups in groups", () => {
    const inner = group("i", "all", beside(agent("a"), agent("b")), { after: [] });
    const { world } = given(
      follows(group("o", 1, [inner, agent("z", { after: [] })])),
      ...does("o/i/a"),
      ...does("o/z"),
    );
    expect(statuses(world)).toMatchObject({
      o: "completed",
      "o/i": "cancelled",
      "o/i/b": "cancelled",
    });
  });
});

describe("loops and lists", () => {
  const review = loop("r", "steps.fix.output.done == true", 2, [
    agent("fix", { task: `round \${iteration}` }),
  ]);

  test("a loop goes round until its condition holds, which sees the round's steps", () => {
    const { world } = given(follows(review), ...does("r[1]/fix", { done: false }));
    const payload = workflow(world).steps.get("r[2]/fix")?.contract.payload;
    expect(payload?.context.feature_description).toBe("round 2");
    lived(does("r[2]/fix", { done: true }), world);
    expect(workflow(world).status).toBe("completed");
  });

  test("out of iterations is a failure", () => {
    const bad = { done: false };
    const { world } = given(follows(review), ...does("r[1]/fix", bad), ...does("r[2]/fix", bad));
    expect(workflow(world)).toMatchObject({
      status: "failed",
      reason: expect.stringMatching(/2 rounds/),
    });
  });

  test("nodes that end together close their round once", () => {
    const both = beside(set("a", { x: "x + 1" }), set("b", { x: "x + 1" }));
    const { world } = given(
      follows(loop("l", "x >= 4", 5, both), each("e", "[1, 2, 3]", both, { maxParallel: 1 })),
    );
    expect(node(world, "l").opened).toBe(2);
    expect(node(world, "e")).toMatchObject({ opened: 3, closed: 3 });
    expect(workflow(world).status).toBe("completed");
  });

  test("an empty list is done at once", () => {
    expect(workflow(given(follows(each("e", "[]", [agent("a")]))).world).status).toBe("completed");
  });

  test("items run within their window and are named in the task", () => {
    const body = [agent("a", { task: `\${item} as number \${iteration}` })];
    const { world } = given(follows(each("e", "input.items", body, { maxParallel: 2 })));
    expect(workflow(world).steps.size).toBe(2);
    lived(does("e[2]/a"), world);
    const payload = workflow(world).steps.get("e[3]/a")?.contract.payload;
    expect(payload?.context.feature_description).toBe("c as number 3");
  });

  test("1,000 items start in one command, each handoff with an id of its own", () => {
    const items = Array.from({ length: 1000 }, (_, i) => i);
    const { world } = given(starts(planOf([each("e", "input.items", [agent("a")])]), { items }));
    expect(workflow(world).stepOf.size).toBe(1000);
    expect(workflow(world).counts.ready).toBe(1000);
  });
});

test("an object of the state has the defaults of its fields, where any has one", () => {
  const field = (type: "integer" | "string", initial?: Json) => ({
    type,
    values: null,
    ...(initial === undefined ? {} : { initial }),
  });
  const object = (fields: Plan["state"]) => ({ type: "object" as const, values: null, fields });
  const plan = planOf([agent("a")]);
  const state = {
    errors: object({ count: field("integer"), threshold: field("integer", 3) }),
    deep: object({ errors: object({ word: field("string", "red") }) }),
    bare: object({ count: field("integer") }),
  };
  const { world } = given(starts({ ...plan, state, input: { limits: state.errors } }));
  expect(workflow(world).flow).toMatchObject({
    values: {
      errors: { count: null, threshold: 3 },
      deep: { errors: { word: "red" } },
      bare: null,
    },
    input: { limits: { count: null, threshold: 3 } },
  });
});

test("a plan whose lists and loops come to more stages than there may be fails there", () => {
  const items = Array.from({ length: 1000 }, (_, i) => i);
  const body = [
    wait("w", { seconds: 60 }),
    ...Array.from({ length: 20 }, (_, i) => agent(`a${i}`)),
  ];
  const world = newWorld();
  const intent = starts(planOf([each("e", "input.items", body)]), { items })(world);
  if (intent !== null) perform(world, intent);
  expect(workflow(world)).toMatchObject({
    status: "failed",
    reason: expect.stringMatching(
      /^e failed: the workflow has come to 199\d\d stages, and may come to 20000: /,
    ),
  });
});

describe("waits, values, failures", () => {
  test("a wait ends when its time has come", () => {
    const { world } = given(follows(wait("w", { seconds: 60 }), agent("a")));
    expect(workflow(world)).toMatchObject({ status: "waiting", reason: "a wait is not over yet" });
    lived([fireDue()], world);
    expect(node(world, "w").status).toBe("waiting");
    lived([later(60_000), fireDue()], world);
    expect(statuses(world)).toEqual({ w: "completed", a: "active" });
  });

  test("a wait may end at a time; what is no time fails", () => {
    const { world } = given(follows(wait("w", { until: "'2026-01-02T00:00:00Z'" })));
    expect(node(world, "w").dueAt).toBe(Date.UTC(2026, 0, 2));
    expect(workflow(given(follows(wait("w", { until: "'soon'" }))).world).status).toBe("failed");
  });

  test("outputs that carry names of the state are merged, typed; outputs see the step's own", () => {
    const plan = follows(agent("a", { outputs: { any: "steps.a.output.y + 1" } }));
    const { world } = given(plan, ...does("a", { x: 3, y: 4 }));
    expect(values(world)).toMatchObject({ x: 3, any: 5 });
    given(follows(agent("a")), claim("a"))
      .when(brings("a", { x: "three" }))
      .told("contract_not_met", /x must be integer/);
  });

  test.each([
    ["a", "b"],
    ["b", "a"],
  ])("of two writers side by side the later in the plan wins: %s, %s", (first, second) => {
    const plan = follows(...beside(agent("a"), agent("b")), agent("c", { after: ["a", "b"] }));
    const x = { a: 1, b: 2 };
    const of = (name: string) => does(name, { x: name === "a" ? x.a : x.b });
    const { world } = given(plan, ...of(first), ...of(second));
    expect(values(world)?.x).toBe(2);
    const written = world.events.flatMap(({ data }) =>
      data.type === "values_set" ? [data.contested] : [],
    );
    expect(written).toEqual([[], ["x"]]);
    lived(does("c", { x: 9 }), world);
    expect(values(world)?.x).toBe(9);
  });

  test.each([
    [1, [[], [], []]],
    [2, [[], ["x"], ["x"]]],
  ])("items of a list, %d at once, contest a name only where they run side by side", (maxParallel, contested) => {
    const items = each("e", "input.items", [agent("a")], { maxParallel });
    const inTurn = [1, 2, 3].flatMap((i) => does(`e[${i}]/a`, { x: i }));
    const { world } = given(follows(items), ...inTurn);
    expect(values(world)?.x).toBe(3);
    const written = world.events.flatMap(({ data }) =>
      data.type === "values_set" ? [data.contested] : [],
    );
    expect(written).toEqual(contested);
  });

  test("on_error leads on, by category and words, from the step or a body around it", () => {
    const own = [{ category: "blocker", match: "ACCESS", goto: "help" }] as const;
    const plan = follows(agent("a", { onError: own }), agent("b"), agent("help", { after: [] }));
    const { world } = given(plan, claim("a"), blocked("a"));
    expect(statuses(world)).toEqual({ a: "failed", b: "skipped", help: "active" });
    const around = follows(
      group("g", "all", beside(agent("a"), agent("z")), { onError: own }),
      agent("help", { after: [] }),
    );
    const { world: outer } = given(around, claim("g/z"), claim("g/a"), blocked("g/a"));
    expect(statuses(outer)).toMatchObject({ g: "failed", "g/z": "cancelled", help: "active" });
  });

  test("continue ends with gaps; stop fails when a human gives up, and a retry goes on", () => {
    const plan = planOf([agent("a"), agent("b", { after: [] })], { onFailure: "continue" });
    const { world } = given(starts(plan), claim("a"), blocked("a"), ...does("b"));
    expect(workflow(world).status).toBe("completed_with_gaps");
    const { world: stopped } = given(
      follows(agent("a"), agent("b")),
      claim("a"),
      blocked("a"),
      decides("escalation", "abort"),
    );
    expect(workflow(stopped).status).toBe("failed");
    lived([retryStep("a"), ...does("a"), ...does("b")], stopped);
    expect(workflow(stopped).status).toBe("completed");
  });

  test("halt takes every lease back and asks a human, who may skip, retry or abort", () => {
    const plan = planOf([agent("a"), agent("b", { after: [] }), agent("c", { after: ["a"] })], {
      onFailure: "halt",
    });
    const { world } = given(starts(plan), claim("b"), claim("a"), blocked("a"));
    expect(workflow(world)).toMatchObject({ status: "halted", counts: { active: 0, ready: 1 } });
    lived([decides("halt", "skip")], world);
    expect(statuses(world)).toMatchObject({ a: "skipped", c: "active" });
    expect(workflow(world).status).toBe("running");
  });

  test("a human's abort of a quota error leads on where the plan goes on", () => {
    const plan = planOf([agent("a"), agent("b", { after: [] })], { onFailure: "continue" });
    const { world } = given(
      starts(plan),
      claim("a"),
      fail("a", "quota exceeded"),
      decides("quota", "abort"),
    );
    expect(workflow(world).status).toBe("running");
  });

  test("an expression that cannot be evaluated fails its node as a design flaw", () => {
    const way = [{ category: "design_flaw", match: null, goto: "b" }] as const;
    const { world } = given(
      follows(set("s", { x: "steps.b.output.no" }, { onError: way }), agent("b", { after: [] })),
    );
    expect(statuses(world)).toEqual({ s: "failed", b: "active" });
    const { world: failed } = given(follows(agent("a", { when: "x" })));
    expect(workflow(failed).status).toBe("failed");
  });
});

describe("the workflow around it", () => {
  const left = (world: World) => workflow(world).flow;

  test("its time stands still while paused or a human is awaited, and fails it when it is over", () => {
    const plan = starts(planOf([agent("a")], { timeoutSeconds: 3600 }));
    const { world } = given(plan, pause(), later(7_200_000), fireDue());
    expect(left(world)).toMatchObject({ deadline: null });
    lived([unpause(), claim("a"), ask("a", ["?"]), later(7_200_000), fireDue()], world);
    expect(workflow(world).status).toBe("waiting");
    lived([decides("question", "answer"), later(3_600_000), fireDue()], world);
    expect(workflow(world)).toMatchObject({
      status: "failed",
      reason: expect.stringMatching(/3600 s/),
    });
    lived([retryStep("a"), ...does("a")], world);
    expect(workflow(world).status).toBe("completed");
  });

  test("max_parallel keeps further steps waiting", () => {
    const plan = planOf(beside(agent("a"), agent("b")), { maxParallel: 1 });
    given(starts(plan), claim("a"))
      .when(claim("b"))
      .refused("not_ready", /1 steps at once/);
  });

  test("checkpoints are taken before and after, or not at all, and a rewind to them goes on", () => {
    const plan = follows(
      ...beside(agent("a", { checkpoint: "both" }), agent("b", { checkpoint: "none" })),
      agent("c", { after: ["a", "b"], checkpoint: "before" }),
    );
    const { world } = given(plan, ...does("a"), ...does("b"), ...does("c"));
    expect([...workflow(world).checkpoints.values()].map(({ name }) => name).sort()).toEqual([
      "after a",
      "before a",
      "before c",
    ]);
    lived([rewindTo("before a")], world);
    expect(statuses(world)).toEqual({ a: "active", b: "active", c: "pending" });
    lived([...does("b"), ...does("a"), ...does("c")], world);
    expect(workflow(world).status).toBe("completed");
  });

  test("a fork of a plan goes on by itself, with the time it had left", () => {
    const { world } = given(
      follows(agent("a", { checkpoint: "after" }), agent("b")),
      ...does("a"),
      later(90_000_000),
    );
    const fork = newWorld("orch_fork", { at: world.at, nextId: 1e6 });
    lived([forkOf(world, "after a"), fireDue(), ...does("b")], fork);
    expect(workflow(fork).status).toBe("completed");
  });

  test("cancel ends waits and steps", () => {
    const { world } = given(follows(...beside(agent("a"), wait("w", { seconds: 60 }))), cancel());
    expect(workflow(world).status).toBe("cancelled");
    expect([...world.tables.keys()].filter((key) => key.startsWith("timer"))).toEqual([]);
  });

  test("a replanner's step takes no name that the plan will need", () => {
    const { world } = given(
      follows(agent("a"), agent("planner")),
      claim("a"),
      fail("a", "x", { category: "design_flaw" }),
    );
    const made = [...workflow(world).steps.values()].find((step) => step.origin.kind === "replan");
    expect(made?.name).not.toBe("planner");
  });
});
