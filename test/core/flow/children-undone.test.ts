import { describe, expect, test } from "vitest";
import type { Json } from "../../../src/core/json.ts";
import { flowTimer, stageTimer } from "../../../src/core/project/project-timers.ts";
import { given } from "../spec/given.ts";
import { lived } from "../spec/lived.ts";
import {
  cancel,
  claim,
  compensate,
  complete,
  decides,
  fail,
  fire,
  later,
  retryStep,
} from "../spec/moves.ts";
import { type Move, type World, workflow } from "../spec/world.ts";
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

describe("a workflow that is undone", () => {
  test("stops those at work for it, which undo their own work, and does not wait for them", () => {
    const family = begun(beside(child("r"), undoable("a"), agent("b")));
    const its = childOf(family, family.root, "r");
    does(family, its, ...brings("look"));
    does(family, family.root, ...brings("a"), ...blocked("b"));
    deliverAll(family);
    expect(status(family.root)).toBe("compensating");
    expect(workflow(its)).toMatchObject({
      status: "compensating",
      reason: "cancelled: orch_root is compensating: b failed: no access",
    });
    does(family, family.root, ...brings("undo:a"));
    expect(status(family.root)).toBe("failed");
    does(family, its, ...brings("undo:look"));
    deliverAll(family);
    expect(status(its)).toBe("cancelled");
    expect(status(family.root)).toBe("failed");
  });

  test("names the workflows that have completed for it as what stays: each is undone by itself", () => {
    const family = begun([child("r"), undoable("a")]);
    const its = childOf(family, family.root, "r");
    does(family, its, ...brings("look"), ...brings("judge"));
    deliverAll(family);
    does(family, family.root, ...blocked("a"));
    expect(workflow(family.root)).toMatchObject({
      status: "failed",
      compensation: { steps: [], stays: [`r (workflow ${its.stream})`] },
    });
    does(family, its, compensate(), ...brings("undo:judge"), ...brings("undo:look"));
    deliverAll(family);
    expect(status(its)).toBe("cancelled");
    expect(status(family.root)).toBe("failed");
  });

  test("counts only those that completed after the step it is undone from", () => {
    const family = begun([child("r"), undoable("a"), child("s"), undoable("b")]);
    const end = (key: string) => {
      does(family, childOf(family, family.root, key), ...brings("look"), ...brings("judge"));
      deliverAll(family);
    };
    end("r");
    does(family, family.root, ...brings("a"));
    deliverAll(family);
    end("s");
    does(family, family.root, compensate("a"));
    expect(workflow(family.root).compensation).toMatchObject({
      steps: ["a"],
      stays: [`s (workflow ${childOf(family, family.root, "s").stream})`],
    });
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

  test("that had nothing to undo starts them anew when it is taken up again", () => {
    const family = begun(beside(child("r"), agent("a")));
    does(family, family.root, ...blocked("a"));
    deliverAll(family);
    expect(status(childOf(family, family.root, "r"))).toBe("cancelled");
    does(family, family.root, retryStep("a"));
    deliverAll(family);
    expect(status(childOf(family, family.root, "r"))).toBe("running");
  });
});

describe("a workflow that is stopped with the one it works for", () => {
  test("is undone no further while a human is asked whether it may go on at all", () => {
    const family = begun(beside(child("r"), undoable("a")));
    const its = childOf(family, family.root, "r");
    does(
      family,
      its,
      ...brings("look"),
      claim("judge"),
      fail("judge", "it is all wrong", { category: "critical" }),
    );
    expect(status(its)).toBe("halted");
    does(family, family.root, cancel());
    deliverAll(family);
    expect(workflow(its)).toMatchObject({ status: "cancelled", compensation: null, openTasks: 0 });
    does(family, its, compensate(), ...brings("undo:look"));
    expect(status(its)).toBe("cancelled");
  });

  test("goes on with an undoing that has begun", () => {
    const family = begun(beside(child("r"), undoable("a")));
    const its = childOf(family, family.root, "r");
    does(family, its, ...brings("look"), ...blocked("judge"));
    expect(status(its)).toBe("compensating");
    does(family, family.root, cancel());
    deliverAll(family);
    expect(ready(its)).toEqual(["undo:look"]);
    does(family, its, ...brings("undo:look"));
    expect(status(its)).toBe("failed");
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
