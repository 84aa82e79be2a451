import { expect, test } from "vitest";
import type { Plan, PlanNode } from "../../../src/core/plan/plan.ts";
import { given } from "../spec/given.ts";
import { claim, complete, fail, handoff } from "../spec/moves.ts";
import { type Move, type World, workflow } from "../spec/world.ts";
import { agent, beside, group, planOf, starts } from "./plan-of.ts";

/** A plan in which these nodes are this far from the end, some of them on the longest way. */
const ranked = (plan: Plan, ways: Readonly<Record<string, readonly [number, boolean]>>): Plan => {
  const withWay = (node: PlanNode): PlanNode => {
    const [rank, critical] = ways[node.name] ?? [0, false];
    return "body" in node
      ? { ...node, rank, critical, body: { nodes: node.body.nodes.map(withWay) } }
      : { ...node, rank, critical };
  };
  return { ...plan, root: { nodes: plan.root.nodes.map(withWay) } };
};
const does = (step: string): Move[] => [claim(step), complete(step)];
const readied = (world: World): readonly string[] =>
  world.events.flatMap(({ data }) => (data.type === "step_ready" ? [data.step] : []));
const row = (world: World, step: string) =>
  [...world.tables.values()].find((each) => "step" in each && each.step === step);

test("steps become ready in the order they should be taken in, and their turns follow it", () => {
  const side = beside(
    agent("late", { priority: "p3" }),
    agent("short"),
    agent("long"),
    agent("critical"),
    agent("urgent", { priority: "p0" }),
  );
  const plan = ranked(planOf(side), {
    late: [90, true],
    short: [10, false],
    long: [50, false],
    critical: [40, true],
  });
  const { world } = given(starts(plan));
  expect(readied(world)).toEqual(["urgent", "critical", "long", "short", "late"]);
  const turns = readied(world).map((step) => workflow(world).steps.get(step)?.turn);
  expect(turns).toEqual([0, 1, 2, 3, 4]);
  expect(row(world, "critical")).toMatchObject({ critical: true, rank: 40, turn: 1 });
});

test("a turn counts what is at hand, not what is done", () => {
  const { world } = given(starts(planOf([agent("a"), agent("b")])), ...does("a"));
  expect(workflow(world).steps.get("b")).toMatchObject({ turn: 0 });
  const { world: tried } = given(handoff("x"), handoff("y"), claim("y"), fail("y", "it broke"));
  expect(workflow(tried).steps.get("y")).toMatchObject({ status: "ready", turn: 1 });
});

test("what a step was sent back to is as urgent as the step, other work has no way ahead", () => {
  const plan = ranked(planOf([group("g", "all", [agent("a")])]), { g: [30, true], a: [30, true] });
  const { world } = given(
    starts(plan),
    claim("g/a"),
    fail("g/a", "the approach is wrong", { category: "design_flaw" }),
    handoff("beside"),
  );
  expect(row(world, "planner")).toMatchObject({ critical: true, rank: 30 });
  expect(row(world, "beside")).toMatchObject({ critical: false, rank: 0 });
});

test("the state lists the steps completed last, and not all of a long plan", () => {
  const names = Array.from({ length: 40 }, (_, i) => `s${i}`);
  const { world } = given(
    starts(planOf(names.map((name) => agent(name)))),
    ...names.slice(0, 35).flatMap(does),
  );
  expect(workflow(world).lastDone).toEqual(names.slice(5, 35));
});

test("the state lists what is ready and what is active", () => {
  const { world } = given(
    starts(planOf(beside(agent("a"), agent("b"), agent("c")))),
    claim("a"),
    ...does("b"),
  );
  const { readySteps, activeSteps } = workflow(world);
  expect([...readySteps.keys()]).toEqual(["c"]);
  expect([...activeSteps.keys()]).toEqual(["a"]);
});
