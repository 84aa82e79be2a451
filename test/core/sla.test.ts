import { expect, test } from "vitest";
import { agent, approval, beside, group, planOf, starts } from "./flow/plan-of.ts";
import { given } from "./spec/given.ts";
import { lived } from "./spec/lived.ts";
import {
  checkpoint,
  claim,
  complete,
  decides,
  fail,
  fireDue,
  later,
  pause,
  retryStep,
  rewindTo,
} from "./spec/moves.ts";
import { type World, workflow } from "./spec/world.ts";

const minute = 60_000;
const sla = { warnSeconds: 1800, breachSeconds: 3600 };
const slow = starts(planOf([agent("a", { sla }), agent("b")]));
const timers = (world: World): readonly string[] =>
  [...world.tables.keys()]
    .filter((key) => key.includes("sla:"))
    .map((key) => key.split(" ")[2] ?? "");

test("a stage that takes long is told, first as a warning, then as broken, and nothing else changes", () => {
  given(slow, claim("a"), later(30 * minute))
    .when(fireDue())
    .yields({ type: "sla_warned", node: "a", seconds: 1800 })
    .and((state, world) => {
      expect(state.status).toBe("running");
      world.at += 30 * minute;
    })
    .when(fireDue())
    .yields({ type: "sla_breached", node: "a", seconds: 3600 })
    .and((state, world) => {
      expect(state.steps.get("a")?.status).toBe("active");
      expect(timers(world)).toEqual([]);
    });
});

test("a server that was off tells both when it is back", () => {
  given(slow, later(9 * 60 * minute))
    .when(fireDue())
    .yieldsTypes("sla_warned", "sla_breached");
});

test("it counts from the stage's turn, not from the workflow's start", () => {
  const plan = planOf([agent("a"), agent("b", { sla })]);
  given(starts(plan), later(60 * minute), claim("a"), complete("a"), later(29 * minute))
    .when(fireDue())
    .yieldsTypes()
    .and((_, world) => {
      world.at += minute;
    })
    .when(fireDue())
    .yields({ type: "sla_warned", node: "b" });
});

test("it goes on while the workflow is paused", () => {
  given(slow, pause(), later(30 * minute))
    .when(fireDue())
    .yieldsTypes("sla_warned");
});

test("a stage that is done, or a workflow that has ended, tells nothing any more", () => {
  const { world } = given(slow, claim("a"), complete("a"));
  expect(timers(world)).toEqual([]);
  const whole = planOf([agent("a", { sla })], { sla });
  const failed = given(
    starts(whole),
    claim("a"),
    fail("a", "no", { category: "blocker" }),
    decides("escalation", "abort"),
  );
  expect(workflow(failed.world).status).toBe("failed");
  expect(timers(failed.world)).toEqual([]);
  lived([retryStep("a")], failed.world);
  expect(timers(failed.world)).toEqual(["sla:", "sla:a"]);
});

test("a workflow, a body and an approval can have one, too", () => {
  const { breachSeconds } = sla;
  const only = { warnSeconds: null, breachSeconds };
  const body = beside(agent("x"), approval("ok", { sla }));
  const plan = planOf([group("g", "all", body, { sla: only })], { sla: only });
  const { world } = given(starts(plan));
  expect(timers(world)).toEqual(["sla:", "sla:g", "sla:g/ok"]);
  lived([later(60 * minute), fireDue()], world);
  const told = world.events.flatMap(({ data }) =>
    data.type === "sla_warned" || data.type === "sla_breached" ? [`${data.type} ${data.node}`] : [],
  );
  expect(told.sort()).toEqual([
    "sla_breached g",
    "sla_breached g/ok",
    "sla_breached null",
    "sla_warned g/ok",
  ]);
});

test("a rewind takes back what was told on the line it leaves, and it is told again", () => {
  given(slow, checkpoint("here"), later(30 * minute), fireDue(), rewindTo("here"))
    .when(fireDue())
    .yieldsTypes("sla_warned");
});
