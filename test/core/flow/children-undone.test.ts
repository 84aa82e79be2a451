import { describe, expect, test } from "vitest";
import type { Json } from "../../../src/core/json.ts";
import { flowTimer, stageTimer } from "../../../src/core/project/project-timers.ts";
import { given } from "../spec/given.ts";
import { lived, stepOf } from "../spec/lived.ts";
import {
  cancel,
  checkpoint,
  claim,
  compensate,
  complete,
  decides,
  fail,
  fire,
  forkOf,
  later,
  pause,
  retryStep,
  returnTo,
  rewindTo,
  skipStep,
  terminate,
  unpause,
} from "../spec/moves.ts";
import { type Move, newWorld, type World, workflow } from "../spec/world.ts";
import { childOf, deliverAll, does, type Family, newFamily } from "./family.ts";
import { agent, beside, child, group, type Made, planOf, starts } from "./plan-of.ts";

const brings = (step: string, value: Json = null): Move[] => [
  claim(step),
  complete(step, {
    outputs: value,
    storedOutputs: { kind: "inline", value },
    criteria: [{ criterion: "C1", met: true, evidence: "looked" }],
  }),
];
const blocked = (step: string): Move[] => [
  claim(step),
  fail(step, "no access", { category: "blocker" }),
];
const undoable = (name: string, more: Parameters<typeof agent>[1] = {}) =>
  agent(name, { compensate: { agent: "cleo", task: `undo ${name}` }, ...more });
const status = (world: World) => workflow(world).status;
const ready = (world: World) => [...workflow(world).readySteps.keys()];
const halting = planOf([undoable("look"), undoable("judge")], {
  name: "review",
  onFailure: "compensate",
});

/** A saga of these nodes has begun, with those at work for it, which are sagas, too. */
const begun = (nodes: readonly Made[], more: Parameters<typeof planOf>[1] = {}): Family => {
  const family = newFamily({ review: halting });
  does(family, family.root, starts(planOf(nodes, { onFailure: "compensate", ...more })));
  deliverAll(family);
  return family;
};

const end = (family: Family, key: string, world = family.root): World => {
  const its = childOf(family, world, key);
  does(family, its, ...brings("look"), ...brings("judge"));
  deliverAll(family);
  return its;
};
/** Does something in one of them, and lets all hear of it. */
const and = (family: Family, world: World, ...moves: readonly Move[]): void => {
  does(family, world, ...moves);
  deliverAll(family);
};
const undone = (world: World): readonly string[] =>
  world.events.flatMap(({ data }) =>
    data.type === "step_compensated"
      ? [data.step]
      : data.type === "child_undone" && data.left.length === 0
        ? [data.child]
        : [],
  );
const account = (world: World) =>
  world.events.flatMap(({ data }) => (data.type === "compensation_ended" ? [data] : [])).at(-1);

describe("a workflow that is undone", () => {
  test("has undone, in the reverse order, what workflows did that have completed for it", () => {
    const family = begun([undoable("a"), child("r"), undoable("b"), agent("c")]);
    and(family, family.root, ...brings("a"));
    const its = end(family, "r");
    and(family, family.root, ...brings("b"), ...blocked("c"));
    expect(ready(family.root)).toEqual(["undo:b"]);
    expect(status(its)).toBe("completed");
    and(family, family.root, ...brings("undo:b"));
    expect(ready(family.root)).toEqual([]);
    expect(workflow(its)).toMatchObject({
      status: "compensating",
      reason: "compensated: orch_root is undone: c failed: no access",
    });
    and(family, its, ...brings("undo:judge"));
    expect(ready(family.root)).toEqual([]);
    and(family, its, ...brings("undo:look"));
    expect(status(its)).toBe("cancelled");
    expect(ready(family.root)).toEqual(["undo:a"]);
    and(family, family.root, ...brings("undo:a"));
    expect(undone(family.root)).toEqual(["b", its.stream, "a"]);
    expect(workflow(family.root)).toMatchObject({
      status: "failed",
      reason: "c failed: no access",
    });
    expect(account(family.root)).toMatchObject({
      undone: ["b", its.stream, "a"],
      left: [],
      stays: [],
      active: 0,
      queued: 0,
    });
  });

  test("waits for those at work for it, which are stopped and undone first, side by side", () => {
    const plans = { review: planOf([undoable("look"), undoable("judge")], { name: "review" }) };
    const family = newFamily(plans);
    const nodes = beside(child("r"), child("s"), undoable("a"), agent("b"));
    does(family, family.root, starts(planOf(nodes, { onFailure: "compensate" })));
    deliverAll(family);
    const [r, s] = [childOf(family, family.root, "r"), childOf(family, family.root, "s")];
    does(family, r, ...brings("look"));
    does(family, s, ...brings("look"), claim("judge"));
    does(family, family.root, ...brings("a"), ...blocked("b"));
    deliverAll(family);
    expect([status(family.root), status(r), status(s)]).toEqual(Array(3).fill("compensating"));
    expect([ready(family.root), ready(r), ready(s)]).toEqual([[], ["undo:look"], ["undo:judge"]]);
    and(family, r, ...brings("undo:look"));
    expect(ready(family.root)).toEqual([]);
    and(family, s, ...brings("undo:judge"), ...brings("undo:look"));
    expect(ready(family.root)).toEqual(["undo:a"]);
    and(family, family.root, ...brings("undo:a"));
    expect([status(family.root), status(r), status(s)]).toEqual([
      "failed",
      "cancelled",
      "cancelled",
    ]);
  });

  test("goes on at once where there was nothing to undo, and says what stays", () => {
    const review = planOf([agent("look")], { name: "review" });
    const family = newFamily({ review });
    const nodes = [undoable("a"), child("r"), agent("b")];
    does(family, family.root, starts(planOf(nodes, { onFailure: "compensate" })), ...brings("a"));
    deliverAll(family);
    const its = childOf(family, family.root, "r");
    and(family, its, ...brings("look"));
    and(family, family.root, ...blocked("b"));
    expect(status(its)).toBe("completed");
    expect(ready(family.root)).toEqual(["undo:a"]);
    and(family, family.root, ...brings("undo:a"));
    expect(account(family.root)).toMatchObject({
      undone: [its.stream, "a"],
      stays: [`look of ${its.stream}`],
    });
  });

  test("has undone what failed or was cancelled there, too", () => {
    const review = planOf([undoable("look"), undoable("judge")], { name: "review" });
    const family = newFamily({ review });
    does(family, family.root, starts(planOf([child("r")], { onFailure: "compensate" })));
    deliverAll(family);
    const its = childOf(family, family.root, "r");
    and(family, its, ...brings("look"), ...blocked("judge"), decides("escalation", "abort"));
    expect(workflow(its)).toMatchObject({ status: "compensating" });
    expect(status(family.root)).toBe("compensating");
    and(family, its, ...brings("undo:look"));
    expect(workflow(its)).toMatchObject({
      status: "failed",
      reason: "judge failed: aborted by eve",
    });
    expect(status(family.root)).toBe("failed");
  });

  test("has undone all that workflows did for those that worked for it", () => {
    const family = newFamily({
      middle: planOf([undoable("m"), child("r")], { name: "middle" }),
      review: halting,
    });
    const middle = { name: "middle", version: "1.0", hash: "ab".repeat(32) };
    const nodes = [undoable("a"), child("m", { use: middle })];
    does(family, family.root, starts(planOf(nodes)), ...brings("a"));
    deliverAll(family);
    const between = childOf(family, family.root, "m");
    and(family, between, ...brings("m"));
    const leaf = end(family, "r", between);
    expect(status(family.root)).toBe("completed");
    and(family, family.root, compensate());
    expect([ready(family.root), ready(between), ready(leaf)]).toEqual([[], [], ["undo:judge"]]);
    and(family, leaf, ...brings("undo:judge"), ...brings("undo:look"));
    expect([ready(family.root), ready(between)]).toEqual([[], ["undo:m"]]);
    and(family, between, ...brings("undo:m"));
    and(family, family.root, ...brings("undo:a"));
    expect(status(family.root)).toBe("cancelled");
    expect(undone(between)).toEqual([leaf.stream, "m"]);
  });

  test("from a step on leaves what had completed before it; a stage that uses a workflow is one, too", () => {
    const family = begun([child("r"), undoable("a"), child("s"), undoable("b")]);
    const r = end(family, "r");
    and(family, family.root, ...brings("a"));
    const s = end(family, "s");
    and(family, family.root, ...brings("b"), compensate("s"));
    expect(workflow(family.root).compensation).toMatchObject({ steps: ["b", s.stream] });
    and(family, family.root, ...brings("undo:b"));
    and(family, s, ...brings("undo:judge"), ...brings("undo:look"));
    expect(status(family.root)).toBe("cancelled");
    and(family, family.root, compensate("r"));
    expect(workflow(family.root).compensation).toMatchObject({ steps: ["a", r.stream] });
  });

  test("does not undo what was undone by hand before, and waits for what is being undone", () => {
    const family = begun([child("r"), child("s"), agent("a")]);
    const r = end(family, "r");
    const s = end(family, "s");
    does(family, r, compensate(), ...brings("undo:judge"), ...brings("undo:look"));
    does(family, s, compensate("judge"));
    and(family, family.root, ...blocked("a"));
    expect(status(family.root)).toBe("compensating");
    // Only a part was meant; what is left follows.
    and(family, s, ...brings("undo:judge"));
    expect([ready(s), ready(r)]).toEqual([["undo:look"], []]);
    and(family, s, ...brings("undo:look"));
    expect(undone(s)).toEqual(["judge", "look"]);
    expect(undone(r)).toEqual(["judge", "look"]);
    expect(status(family.root)).toBe("failed");
  });

  test("asks a human when undoing was stopped there; another try takes up what stands", () => {
    const family = begun([undoable("a"), child("r"), agent("b")]);
    and(family, family.root, ...brings("a"));
    const its = end(family, "r");
    and(family, family.root, ...blocked("b"));
    and(family, its, ...brings("undo:judge"), ...blocked("undo:look"));
    expect(status(family.root)).toBe("compensating");
    and(family, its, decides("escalation", "abort"));
    expect(status(its)).toBe("cancelled");
    const [task] = [...workflow(family.root).tasks.values()].filter(
      (each) => each.status === "open",
    );
    expect(task).toMatchObject({ step: "undo:r", options: ["retry", "skip", "abort"] });
    expect(task?.body).toContain(`Undoing was stopped in workflow ${its.stream}: look of`);
    // Somebody mends it there.
    and(family, its, retryStep("undo:look"), ...brings("undo:look"));
    expect(status(family.root)).toBe("compensating");
    and(family, family.root, decides("escalation", "retry"));
    expect(ready(family.root)).toEqual(["undo:a"]);
    expect(undone(its)).toEqual(["judge", "look"]);
  });

  test("lets stand what a human lets stand there, and undoes the rest", () => {
    const family = begun([undoable("a"), child("r"), agent("b")]);
    and(family, family.root, ...brings("a"));
    const its = end(family, "r");
    and(family, family.root, ...blocked("b"));
    and(family, its, ...blocked("undo:judge"), decides("escalation", "skip"));
    and(family, its, ...brings("undo:look"));
    expect(ready(family.root)).toEqual(["undo:a"]);
    and(family, family.root, ...brings("undo:a"));
    expect(account(family.root)).toMatchObject({ undone: ["a"], left: [its.stream] });
    expect(workflow(family.root).reason).toContain("; not undone: r (workflow orch_");
  });

  test("that is terminated ends undoing there, too; to undo again takes up what stands", () => {
    const family = begun([undoable("a"), child("r"), agent("b")]);
    and(family, family.root, ...brings("a"));
    const its = end(family, "r");
    and(family, family.root, ...blocked("b"));
    and(family, its, claim("undo:judge"));
    and(family, family.root, terminate());
    expect(workflow(its)).toMatchObject({ status: "cancelled", askedToUndo: null });
    expect(account(family.root)).toMatchObject({ left: [its.stream, "a"] });
    and(family, family.root, compensate());
    expect(ready(its)).toEqual(["undo:judge-5"]);
    and(family, its, ...brings("undo:judge-5"), ...brings("undo:look-6"));
    and(family, family.root, ...brings(ready(family.root)[0] ?? ""));
    expect(undone(family.root)).toEqual([its.stream, "a"]);
  });

  test("is paused and unpaused with those that undo for it", () => {
    const family = begun([child("r"), agent("b")]);
    const its = end(family, "r");
    and(family, family.root, ...blocked("b"));
    and(family, family.root, pause());
    expect(status(its)).toBe("paused");
    and(family, family.root, unpause());
    and(family, its, ...brings("undo:judge"), ...brings("undo:look"));
    expect(status(family.root)).toBe("failed");
  });

  test("waits until a human has said whether one that is halted may go on, and undoes it whatever they say", () => {
    for (const said of ["retry", "abort"] as const) {
      const family = begun(beside(child("r"), undoable("a")));
      const its = childOf(family, family.root, "r");
      const critical = fail("judge", "it is all wrong", { category: "critical" });
      does(family, its, ...brings("look"), claim("judge"), critical);
      and(family, family.root, cancel());
      expect([status(family.root), status(its)]).toEqual(["compensating", "halted"]);
      and(family, its, decides("halt", said));
      expect(ready(its)).toEqual(["undo:look"]);
      and(family, its, ...brings("undo:look"));
      expect(status(family.root)).toBe("cancelled");
    }
  });

  test("has one handoff of its own undo a stage that says how, in place of what the workflow says", () => {
    const how = { agent: "cleo", task: `take back \${steps.r.output.word}` };
    const family = begun([child("r", { compensate: how }), agent("b")]);
    const its = childOf(family, family.root, "r");
    and(family, its, ...brings("look"), ...brings("judge", { word: "red" }));
    and(family, family.root, ...blocked("b"));
    expect(ready(family.root)).toEqual(["undo:r"]);
    const { payload } = stepOf(family.root, "undo:r").contract;
    expect(payload.context.feature_description).toBe("take back red");
    expect(payload.context.previous_decisions?.join()).toContain(its.stream);
    and(family, family.root, ...brings("undo:r"));
    expect([status(family.root), status(its)]).toEqual(["failed", "completed"]);
    expect(undone(family.root)).toEqual([its.stream]);
  });

  test("has undone what a workflow did that was given up for another one", () => {
    const review = planOf([undoable("look"), undoable("judge")], { name: "review" });
    const family = newFamily({ review });
    does(family, family.root, starts(planOf([child("r"), agent("a")], { onFailure: "halt" })));
    deliverAll(family);
    const first = childOf(family, family.root, "r");
    and(family, first, ...brings("look"), ...blocked("judge"), decides("escalation", "abort"));
    and(family, family.root, decides("halt", "retry"));
    const second = end(family, "r");
    expect(second).not.toBe(first);
    and(family, family.root, compensate());
    expect([ready(first), ready(second)]).toEqual([[], ["undo:judge"]]);
    and(family, second, ...brings("undo:judge"), ...brings("undo:look"));
    and(family, first, ...brings("undo:look"));
    expect(undone(family.root)).toEqual([second.stream, first.stream]);
  });

  test("starts those at work for it anew when it is taken up again, and nothing was undone", () => {
    const plain = newFamily({ review: planOf([agent("look")], { name: "review" }) });
    const nodes = beside(child("r"), agent("a"));
    does(plain, plain.root, starts(planOf(nodes, { onFailure: "compensate" })));
    deliverAll(plain);
    and(plain, plain.root, ...blocked("a"));
    expect(status(childOf(plain, plain.root, "r"))).toBe("cancelled");
    and(plain, plain.root, retryStep("a"));
    expect(status(childOf(plain, plain.root, "r"))).toBe("running");
    const family = begun(nodes);
    does(family, childOf(family, family.root, "r"), ...brings("look"));
    and(family, family.root, ...blocked("a"));
    and(family, childOf(family, family.root, "r"), ...brings("undo:look"));
    expect(() => does(family, family.root, retryStep("a"))).toThrow("was undone");
  });

  test("is not returned to where a stage counts as done whose workflow was undone since", () => {
    const family = begun([child("r"), agent("b"), agent("c")]);
    const before = checkpoint("before");
    does(family, family.root, before);
    end(family, "r");
    and(family, family.root, checkpoint("after"), ...brings("b"), compensate());
    expect(() => does(family, family.root, rewindTo("after"))).toThrow("What r (workflow orch_");
    const its = childOf(family, family.root, "r");
    and(family, family.root, rewindTo("before"));
    expect(childOf(family, family.root, "r")).not.toBe(its);
    // What was begun there ends, and nobody waits for it.
    and(family, its, ...brings("undo:judge"), ...brings("undo:look"));
    expect(status(family.root)).toBe("waiting");
  });

  test("that returns once that is undone has a stage that was at work begin anew, by another workflow", () => {
    const family = begun([undoable("reserve"), child("send"), agent("tell")]);
    and(family, family.root, ...brings("reserve"), checkpoint("booked"));
    const first = childOf(family, family.root, "send");
    and(family, first, ...brings("look"));
    and(family, family.root, returnTo("booked"));
    and(family, first, ...brings("undo:look"));
    expect(status(family.root)).toBe("waiting");
    const second = end(family, "send");
    expect(second.stream).not.toBe(first.stream);
    expect(ready(family.root)).toEqual(["tell"]);
  });

  test("in a fork leaves to the other workflow what was done for that one", () => {
    const family = begun([child("r"), undoable("a"), agent("b")]);
    const its = end(family, "r");
    and(family, family.root, checkpoint("here"));
    const forked = newWorld("orch_fork", { at: family.root.at, nextId: 9_000_000 });
    family.worlds.set(forked.stream, forked);
    does(family, forked, forkOf(family.root, "here"));
    and(family, forked, ...brings("a"), compensate());
    and(family, forked, ...brings("undo:a"));
    expect(account(forked)).toMatchObject({
      undone: ["a"],
      stays: [`r (workflow ${its.stream}) of another workflow`],
    });
    expect(status(its)).toBe("completed");
  });

  test("is not ended by a time limit of its own that is over in the same moment", () => {
    const { world } = given(
      starts(
        planOf([undoable("a"), group("g", "all", [agent("b")], { timeoutSeconds: 3600 })], {
          onFailure: "compensate",
          timeoutSeconds: 3700,
        }),
      ),
      ...brings("a"),
      later(3_800_000),
      fire(stageTimer("g"), flowTimer),
    );
    expect(workflow(world)).toMatchObject({
      status: "compensating",
      reason: "g failed: it took longer than its 3600 s",
    });
    expect(ready(world)).toEqual(["undo:a"]);
  });
});

describe("a workflow that is asked to undo its work", () => {
  test("goes on with an undoing that has begun", () => {
    const family = begun(beside(child("r"), undoable("a")));
    const its = childOf(family, family.root, "r");
    does(family, its, ...brings("look"), ...blocked("judge"));
    expect(status(its)).toBe("compensating");
    and(family, family.root, cancel());
    expect(ready(its)).toEqual(["undo:look"]);
    and(family, its, ...brings("undo:look"));
    expect(status(its)).toBe("failed");
    expect(status(family.root)).toBe("cancelled");
  });

  test("does so whatever it is returned to meanwhile", () => {
    const family = begun([child("r"), agent("b")]);
    const its = childOf(family, family.root, "r");
    does(family, its, ...brings("look"), checkpoint("looked"), ...brings("judge"));
    deliverAll(family);
    and(family, family.root, ...blocked("b"));
    and(family, its, rewindTo("looked"));
    expect(ready(its)).toEqual(["undo:look"]);
    and(family, its, ...brings("undo:look"));
    expect(status(family.root)).toBe("failed");
  });

  test("cannot be claimed, retried or skipped in the workflow that waits for it", () => {
    const family = begun([child("r"), agent("b")]);
    end(family, "r");
    and(family, family.root, ...blocked("b"));
    for (const move of [claim("undo:r"), retryStep("undo:r"), skipStep("undo:r")])
      expect(() => does(family, family.root, move)).toThrow(/undo/);
  });

  test("whose parent has ended meanwhile undoes no more", () => {
    const family = begun([child("r"), agent("b")]);
    const its = end(family, "r");
    does(family, family.root, ...blocked("b"), terminate());
    deliverAll(family);
    expect(status(its)).toBe("cancelled");
    expect(ready(its)).toEqual([]);
  });
});

describe("a rollback", () => {
  const onFailure = { retry_strategy: "rollback", max_retries: 0 } as const;
  const chain = (nodes: readonly Made[]) => {
    const family = newFamily({ review: planOf([agent("look")], { name: "review" }) });
    does(family, family.root, starts(planOf(nodes)), ...brings("a"));
    deliverAll(family);
    return family;
  };

  test("does not take back what another workflow has built on", () => {
    const family = chain([undoable("a"), child("r"), agent("b", { onFailure })]);
    does(family, childOf(family, family.root, "r"), ...brings("look"));
    deliverAll(family);
    does(family, family.root, claim("b"), fail("b", "it broke"));
    expect(ready(family.root)).toEqual(["planner"]);
    const without = chain([undoable("a"), agent("b", { onFailure })]);
    does(without, without.root, claim("b"), fail("b", "it broke"));
    expect(ready(without.root)).toEqual(["undo:a"]);
  });

  test("whose step fails again asks a human, and another try is one", () => {
    const { world } = given(
      starts(planOf([undoable("a", { onFailure }), agent("b", { onFailure })])),
      claim("a"),
      fail("a", "it broke"),
      ...brings("planner"),
      ...brings("a"),
      claim("b"),
      fail("b", "it broke"),
      ...brings("undo:a"),
      ...brings("planner-5"),
      claim("a"),
      fail("a", "it broke"),
    );
    // The node of a is settled since its first time.
    lived([decides("escalation", "retry")], world);
    expect(ready(world)).toEqual(["a"]);
  });
});
