import { describe, expect, test } from "vitest";
import type { Json } from "../../../src/core/json.ts";
import {
  cancel,
  checkpoint,
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
  unpause,
} from "../spec/moves.ts";
import { type Move, newWorld, perform, type World, workflow } from "../spec/world.ts";
import { act, childOf, deliverAll, deliverOne, does, type Family, newFamily } from "./family.ts";
import {
  agent,
  beside,
  child,
  each,
  group,
  type Made,
  planOf,
  set,
  starts,
  wait,
} from "./plan-of.ts";

const brings = (step: string, value: Json = null): Move[] => [
  claim(step),
  complete(step, { outputs: value, storedOutputs: { kind: "inline", value } }),
];
const blocked = (step: string): Move[] => [
  claim(step),
  fail(step, "no access", { category: "blocker" }),
  decides("escalation", "abort", { comment: "give up" }),
];
const status = (world: World) => workflow(world).status;
const node = (world: World, key: string) => workflow(world).flow?.nodes.get(key);
const told = (world: World) => world.messages.map(({ message }) => message.type);

const review = planOf([agent("look")], { name: "review" });

/** A plan of these nodes has begun, and whoever it started, too. */
const begun = (nodes: readonly Made[], more: Parameters<typeof planOf>[1] = {}): Family => {
  const family = newFamily({ review });
  does(family, family.root, starts(planOf(nodes, more)));
  deliverAll(family);
  return family;
};

describe("a workflow's node", () => {
  test("starts the workflow with its input, waits for it, and brings the values of its state", () => {
    const family = begun([
      set("first", { x: "7" }),
      child("r", { input: { items: "[x, 8]" }, outputs: { x: "steps.r.output.x + 1" } }),
      agent("after", { task: `got \${steps.r.output.word} from \${steps.r.output.workflow_id}` }),
    ]);
    const its = childOf(family, family.root, "r");
    expect(its.stream).toMatch(/^orch_20260101_\d{6}_[0-9a-f]{4}$/);
    expect(workflow(its)).toMatchObject({
      status: "running",
      parent: { workflow: "orch_root", node: "r" },
      flow: { input: { items: [7, 8] } },
    });
    expect(workflow(family.root)).toMatchObject({
      status: "waiting",
      reason: "a workflow it started is not over yet",
    });
    does(family, its, ...brings("look", { x: 41, word: "red" }));
    deliverAll(family);
    expect(node(family.root, "r")).toMatchObject({
      status: "completed",
      output: { workflow_id: its.stream, status: "completed", x: 41, word: "red" },
    });
    expect(workflow(family.root).flow?.values.x).toBe(42);
    const { contract } = workflow(family.root).steps.get("after") ?? {};
    expect(contract?.payload.context.feature_description).toBe(`got red from ${its.stream}`);
  });

  test("completes with gaps, too", () => {
    const family = newFamily({ review: planOf([agent("look")], { onFailure: "continue" }) });
    does(family, family.root, starts(planOf([child("r")])));
    deliverAll(family);
    does(
      family,
      childOf(family, family.root, "r"),
      claim("look"),
      fail("look", "no access", { category: "blocker" }),
    );
    deliverAll(family);
    expect(node(family.root, "r")?.output).toMatchObject({ status: "completed_with_gaps" });
    expect(status(family.root)).toBe("completed");
  });

  test("fails with it, and on_error may lead on", () => {
    const way = { category: "blocker", match: "give up", goto: "help" } as const;
    const family = begun([child("r", { onError: [way] }), agent("help")]);
    const its = childOf(family, family.root, "r");
    does(family, its, ...blocked("look"));
    deliverAll(family);
    expect(node(family.root, "r")).toMatchObject({
      status: "failed",
      reason: `workflow ${its.stream} is failed: look failed: give up`,
    });
    expect(node(family.root, "help")?.status).toBe("active");
  });

  test("that cannot be started comes back as a failure", () => {
    const family = newFamily({});
    does(family, family.root, starts(planOf([child("r")])));
    deliverAll(family);
    expect(workflow(family.root)).toMatchObject({
      status: "failed",
      reason: expect.stringContaining("review is gone"),
    });
    expect(workflow(childOf(family, family.root, "r"))).toMatchObject({ status: "failed" });
  });

  test("whose input does not fit comes back as a failure, and so does one it cannot compute", () => {
    const unfit = begun([child("r", { input: { items: "x" } })]);
    expect(workflow(unfit.root).reason).toContain("input.items must be array");
    const none = begun([child("r", { input: { items: "1 / 0" } })]);
    expect(workflow(none.root).reason).toContain("input items:");
    expect(none.worlds.size).toBe(1);
  });

  test("draws another id when the one it drew is somebody else's", () => {
    const family = newFamily({ review });
    does(family, family.root, starts(planOf([child("r")])));
    const id = node(family.root, "r")?.child?.workflow ?? "";
    does(family, family.root, () => ({ type: "redraw_child", node: "r", child: id }));
    expect(node(family.root, "r")?.child?.workflow).not.toBe(id);
    family.waiting.shift();
    deliverAll(family);
    expect(status(childOf(family, family.root, "r"))).toBe("running");
  });

  test("a stranger does not heed what is meant for a child", () => {
    const family = begun([child("r")]);
    const stranger = newWorld("orch_stranger");
    act(family, stranger, (world) => {
      perform(world, starts(planOf([agent("a")]))(world) ?? { type: "pause", reason: "" });
      const parent = { workflow: "orch_root", node: "r" };
      perform(world, { type: "stop_child", parent, reason: "no need" });
      perform(world, { type: "hold_child", parent, held: true, reason: "paused" });
    });
    expect(status(stranger)).toBe("running");
  });

  test("hundreds of them that begin in one second have ids of their own", () => {
    const family = newFamily({ review });
    const items = Array.from({ length: 400 }, (_, i) => i);
    const plan = planOf([each("e", "input.items", [child("r")])]);
    does(family, family.root, starts(plan, { items }));
    deliverAll(family);
    const parents = [...family.worlds.values()].map((world) => workflow(world).parent?.node);
    expect(new Set(parents).size).toBe(401);
  });
});

describe("a workflow that others work for", () => {
  test("cancels them when it is cancelled, whatever they do", () => {
    const family = begun([child("r")]);
    const its = childOf(family, family.root, "r");
    does(family, its, claim("look"));
    does(family, family.root, cancel());
    deliverAll(family);
    expect(workflow(its)).toMatchObject({
      status: "cancelled",
      reason: "cancelled: orch_root is cancelled: cancelled: no need",
    });
    expect(workflow(its).steps.get("look")).toMatchObject({ status: "cancelled", lease: null });
    // Their end is no news.
    expect(status(family.root)).toBe("cancelled");
  });

  test("cancels them when it fails, when enough others are done, and when their time is over", () => {
    const failing = begun(beside(child("r"), agent("a")));
    does(failing, failing.root, ...blocked("a"));
    const racing = begun([group("g", 1, beside(child("r"), agent("a"))), agent("b")]);
    does(racing, racing.root, ...brings("g/a"));
    const slow = begun([child("r", { timeoutSeconds: 60 })], { onFailure: "continue" });
    does(slow, slow.root, later(60_000), fireDue());
    for (const [family, key] of [
      [failing, "r"],
      [racing, "g/r"],
      [slow, "r"],
    ] as const) {
      deliverAll(family);
      expect(status(childOf(family, family.root, key))).toBe("cancelled");
    }
    expect(status(failing.root)).toBe("failed");
    expect(status(racing.root)).toBe("running");
    expect(node(slow.root, "r")?.reason).toBe("it took longer than its 60 s");
  });

  test("lets them stand still and go on with it, and those that begin meanwhile begin so", () => {
    const family = begun(beside(child("r"), group("g", "all", [agent("a"), child("s")])));
    const its = childOf(family, family.root, "r");
    does(family, family.root, claim("g/a"), pause());
    deliverAll(family);
    expect(workflow(its)).toMatchObject({
      status: "paused",
      reason: expect.stringMatching(/^orch_root is paused/),
    });
    does(family, family.root, complete("g/a"));
    deliverAll(family);
    const other = childOf(family, family.root, "g/s");
    expect(status(other)).toBe("paused");
    does(family, family.root, unpause());
    deliverAll(family);
    expect([status(its), status(other)]).toEqual(["running", "running"]);
  });

  test("goes on when one of them is paused by itself", () => {
    const family = begun(beside(child("r"), agent("a")));
    does(family, childOf(family, family.root, "r"), pause());
    deliverAll(family);
    expect(status(family.root)).toBe("running");
  });

  test("hears of no end twice: a child that is taken up again is its own", () => {
    const family = begun([child("r")], { onFailure: "continue" });
    const its = childOf(family, family.root, "r");
    does(family, its, ...blocked("look"));
    deliverAll(family);
    expect(status(family.root)).toBe("completed_with_gaps");
    const { version } = family.root.state;
    does(family, its, retryStep("look"), ...brings("look"));
    deliverAll(family);
    expect(told(its).filter((type) => type === "child_ended")).toHaveLength(2);
    expect(family.root.state.version).toBe(version);
  });
});

describe("a return to a checkpoint", () => {
  const plan = beside(child("r"), agent("a"));

  test("keeps a child that is still at work, and starts one that has ended since anew", () => {
    const family = begun(plan);
    const its = childOf(family, family.root, "r");
    does(family, family.root, checkpoint("here"), ...brings("a"), rewindTo("here"));
    deliverAll(family);
    expect(childOf(family, family.root, "r")).toBe(its);
    expect(status(its)).toBe("running");
    does(family, its, ...brings("look"));
    deliverAll(family);
    expect(node(family.root, "r")?.status).toBe("completed");
    does(family, family.root, rewindTo("here"));
    deliverAll(family);
    const anew = childOf(family, family.root, "r");
    expect(anew).not.toBe(its);
    expect(status(anew)).toBe("running");
    expect(status(its)).toBe("completed");
  });

  test("cancels a child that had not begun then", () => {
    const family = newFamily({ review });
    does(
      family,
      family.root,
      starts(planOf([agent("a"), child("r")])),
      checkpoint("here"),
      ...brings("a"),
    );
    deliverAll(family);
    const its = childOf(family, family.root, "r");
    does(family, family.root, rewindTo("here"));
    deliverAll(family);
    expect(status(its)).toBe("cancelled");
  });

  test("a fork starts children of its own, and leaves the other's alone", () => {
    const family = begun(plan);
    const its = childOf(family, family.root, "r");
    does(family, family.root, checkpoint("here"));
    const fork = newWorld("orch_fork", { at: family.root.at, nextId: 5e6 });
    family.worlds.set(fork.stream, fork);
    does(family, fork, forkOf(family.root, "here"));
    deliverAll(family);
    const own = childOf(family, fork, "r");
    expect(own).not.toBe(its);
    expect(workflow(own).parent).toEqual({ workflow: "orch_fork", node: "r" });
    expect(status(its)).toBe("running");
    does(family, fork, cancel());
    deliverAll(family);
    expect([status(own), status(its)]).toEqual(["cancelled", "running"]);
  });

  test("a fork of a child works for nobody", () => {
    const family = begun([child("r")]);
    const its = childOf(family, family.root, "r");
    does(family, its, checkpoint("here"));
    const fork = newWorld("orch_fork", { at: its.at, nextId: 5e6 });
    does(family, fork, forkOf(its, "here"), ...brings("look"));
    expect(workflow(fork)).toMatchObject({ status: "completed", parent: null });
    expect(told(fork)).toEqual(["fork_recorded"]);
    expect(status(family.root)).toBe("waiting");
  });

  test("a step that is tried again after its workflow had failed starts the children anew", () => {
    const family = begun(beside(child("r"), agent("a")));
    const its = childOf(family, family.root, "r");
    does(family, family.root, ...blocked("a"));
    deliverAll(family);
    does(family, family.root, retryStep("a"));
    deliverAll(family);
    expect(status(its)).toBe("cancelled");
    expect(status(childOf(family, family.root, "r"))).toBe("running");
  });
});

describe("time limits of stages", () => {
  test("a body that takes too long is cancelled and fails, and on_error may lead on", () => {
    const way = { category: "transient", match: null, goto: "late" } as const;
    const family = begun([
      group("g", "all", beside(agent("a"), agent("b")), { timeoutSeconds: 300, onError: [way] }),
      agent("late"),
    ]);
    does(family, family.root, claim("g/a"), later(299_000), fireDue());
    expect(workflow(family.root).steps.get("g/a")).toMatchObject({ status: "cancelled" });
    expect(node(family.root, "g")).toMatchObject({
      status: "failed",
      reason: "it took longer than its 300 s",
    });
    expect(node(family.root, "late")?.status).toBe("active");
  });

  test("stand still while the workflow is paused", () => {
    const family = begun([group("g", "all", [agent("a")], { timeoutSeconds: 300 })]);
    does(family, family.root, pause(), later(3_600_000), unpause(), later(200_000), fireDue());
    expect(node(family.root, "g")?.status).toBe("active");
    does(family, family.root, later(100_000), fireDue());
    expect(status(family.root)).toBe("failed");
  });

  test("are over with the stage", () => {
    const family = begun([
      group("g", "all", [agent("a")], { timeoutSeconds: 300 }),
      wait("w", { seconds: 600 }),
    ]);
    does(family, family.root, ...brings("g/a"), later(400_000), fireDue());
    expect(node(family.root, "g")?.status).toBe("completed");
    expect(status(family.root)).toBe("waiting");
  });
});

test("a step waits before its retries as its stage says", () => {
  const backoff = { baseMs: 60_000, factor: 3, maxMs: 100_000 };
  const onFailure = { retry_strategy: "retry", max_retries: 5 } as const;
  const family = begun([agent("a", { backoff, onFailure })]);
  const pauses = ["ECONNRESET", "ETIMEDOUT"].map((message) => {
    does(family, family.root, claim("a"), fail("a", message, { category: "transient" }));
    const { dueAt, since } = workflow(family.root).steps.get("a") ?? { since: 0 };
    const pause = (dueAt ?? 0) - since;
    does(family, family.root, later(pause), fireDue());
    return pause;
  });
  // Half of it by chance, which is in the middle here.
  expect(pauses).toEqual([45_000, 75_000]);
});

test("messages to one workflow keep their order, whatever is first", () => {
  const family = newFamily({ review });
  does(family, family.root, starts(planOf([child("r")])), pause(), cancel());
  while (deliverOne(family, 1)) {
    // One after the other.
  }
  expect(status(childOf(family, family.root, "r"))).toBe("cancelled");
});
