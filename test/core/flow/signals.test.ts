import { describe, expect, test } from "vitest";
import type { Json } from "../../../src/core/json.ts";
import { keyAddress, signalStream, workflowAddress } from "../../../src/core/state/signal-state.ts";
import { given } from "../spec/given.ts";
import { lived } from "../spec/lived.ts";
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
  retryStep,
  rewindTo,
} from "../spec/moves.ts";
import { type Move, newWorld, type World, workflow } from "../spec/world.ts";
import { amends } from "./change-moves.ts";
import {
  agent,
  approval,
  beside,
  emit,
  firstOf,
  follows,
  group,
  planOf,
  set,
  starts,
  waitSignal,
} from "./plan-of.ts";

const node = (world: World, key: string) => {
  const found = workflow(world).flow?.nodes.get(key);
  if (found === undefined) throw new Error(`no node ${key}`);
  return found;
};
const values = (world: World) => workflow(world).flow?.values;

interface Wishes {
  readonly signal?: string;
  readonly payload?: Json;
  readonly id?: string;
  readonly shared?: boolean;
  /** Sent so many ms before it comes. */
  readonly ago?: number;
  /** To an earlier wait of the node. */
  readonly wait?: number;
}

/** A signal comes for a node. */
const comes =
  (key: string, wishes: Wishes = {}): Move =>
  (world) => {
    const { awaits, wait } = node(world, key);
    const awaited = awaits.find(({ signal }) => signal === (wishes.signal ?? signal));
    const { signal: name = "paid", address = workflowAddress(world.stream) } = awaited ?? {};
    const { id = "sig_1", payload = null, shared = false } = wishes;
    const signal = { id, name, address, payload, at: world.at - (wishes.ago ?? 0), order: 1 };
    const to = { workflow: world.stream, node: key, wait: wishes.wait ?? wait };
    return { type: "deliver_signal", signal, wait: to, shared };
  };
const told = (world: World) => world.messages.map(({ to, message }) => [message.type, to] as const);
const own = signalStream("paid", workflowAddress("orch_test"));
const order17 = signalStream("paid", keyAddress("order-17"));

describe("a wait for a signal", () => {
  test("subscribes to the workflow's own signals, and ends with the first", () => {
    const { world } = given(
      follows(
        waitSignal("w", "paid", { outputs: { x: "steps.w.output.payload.total" } }),
        agent("ship"),
      ),
    );
    expect(node(world, "w")).toMatchObject({ status: "waiting", dueAt: null });
    expect(workflow(world).status).toBe("waiting");
    expect(told(world)).toEqual([["subscribe_wait", own]]);
    lived([comes("w", { payload: { total: 7 } })], world);
    expect(node(world, "w")).toMatchObject({
      status: "completed",
      output: { signal: "paid", payload: { total: 7 } },
    });
    expect(values(world)).toMatchObject({ x: 7 });
    expect(node(world, "ship").status).toBe("active");
    // What has been sent is no longer subscribed to.
    expect(told(world)).toHaveLength(1);
  });

  test("with correlate subscribes to a key, apart from what is sent to workflows", () => {
    const { world } = given(
      follows(
        set("begin", { x: "17" }),
        waitSignal("w", "paid", { correlate: "'order-' + string(x)" }),
        waitSignal("n", "paid", { correlate: "x", after: ["begin"] }),
      ),
    );
    expect(told(world)).toEqual([
      ["subscribe_wait", order17],
      ["subscribe_wait", signalStream("paid", keyAddress("17"))],
    ]);
    expect(keyAddress("orch_test")).not.toBe(workflowAddress("orch_test"));
  });

  test.each([
    ["has no value", "word", /correlate: null is no text/],
    ["cannot be evaluated", "x / 0", /correlate: /],
    ["is empty", "''", /correlate: '' is no key/],
  ])("whose key %s fails as the plan is wrong about it", (_, correlate, reason) => {
    const { world } = given(follows(waitSignal("w", "paid", { correlate })));
    expect(workflow(world)).toMatchObject({ status: "failed" });
    expect(workflow(world).reason).toMatch(reason);
    expect(told(world)).toEqual([]);
  });

  test("whose time runs out fails, goes on, or leads elsewhere, and is no longer subscribed", () => {
    const late = (onTimeout: "fail" | "continue" | { goto: string }) =>
      given(
        follows(
          waitSignal("w", "paid", { timeoutSeconds: 60, onTimeout }),
          agent("ship"),
          agent("remind", { after: [] }),
        ),
        later(61_000),
        fireDue(),
      ).world;
    const failed = late("fail");
    expect(workflow(failed)).toMatchObject({
      status: "failed",
      reason: "w failed: no paid came within 60 s",
    });
    const on = late("continue");
    expect(node(on, "w")).toMatchObject({ output: { signal: null, payload: null } });
    expect(node(on, "ship").status).toBe("active");
    const away = late({ goto: "remind" });
    expect(node(away, "w").status).toBe("completed");
    expect(node(away, "ship").status).toBe("skipped");
    expect(node(away, "remind").status).toBe("active");
    for (const world of [failed, on, away]) {
      expect(told(world)).toEqual([
        ["subscribe_wait", own],
        ["unsubscribe_wait", own],
      ]);
    }
  });

  test("that an on_error foresees leads on when its time runs out", () => {
    const ways = [{ category: "transient" as const, match: "no paid came", goto: "remind" }];
    const plan = follows(
      waitSignal("w", "paid", { timeoutSeconds: 60, onError: ways }),
      agent("remind", { after: [] }),
    );
    const { world } = given(plan, later(60_000), fireDue());
    expect(node(world, "remind").status).toBe("active");
  });

  test("takes a signal that was sent in time though it comes late, and no later one", () => {
    const begun = () => given(follows(waitSignal("w", "paid", { timeoutSeconds: 60 })));
    const sentInTime = begun();
    lived([later(70_000), comes("w", { ago: 15_000 })], sentInTime.world);
    expect(node(sentInTime.world, "w").status).toBe("completed");
    const sentLate = begun();
    lived([later(70_000), comes("w", { ago: 5_000 })], sentLate.world);
    expect(workflow(sentLate.world).status).toBe("failed");
    expect(told(sentLate.world)).toContainEqual(["return_signal", own]);
  });

  test("that is over sends signals back: timed out, taken by another, cancelled, or begun anew", () => {
    const plan = follows(waitSignal("w", "paid", { timeoutSeconds: 60, onTimeout: "continue" }));
    const back = (...moves: Move[]) => {
      const { world } = given(plan, ...moves);
      world.messages.length = 0;
      const { wait } = node(world, "w");
      const events = lived([comes("w", { id: "sig_late", wait })], world).events;
      expect(events.at(-1)?.data).toMatchObject({ type: "signal_returned", signal: "sig_late" });
      return told(world);
    };
    expect(back(later(60_000), fireDue())).toEqual([["return_signal", own]]);
    expect(back(comes("w"))).toEqual([["return_signal", own]]);
    expect(back(cancel())).toEqual([["return_signal", own]]);
    const { world } = given(plan, checkpoint("here"));
    const before = node(world, "w").wait;
    lived([rewindTo("here"), comes("w", { wait: before })], world);
    expect(node(world, "w").status).toBe("waiting");
    expect(told(world).at(-1)).toEqual(["return_signal", own]);
  });

  test("that shares a signal with others tells that it has taken it", () => {
    const { world } = given(follows(waitSignal("w", "paid")), comes("w", { shared: true }));
    expect(told(world).at(-1)).toEqual(["keep_signal", own]);
  });

  test("is stopped with its workflow, and begins again when that is taken up", () => {
    const plan = follows(
      ...beside(agent("a"), waitSignal("w", "paid", { timeoutSeconds: 60 })),
      agent("last", { after: ["a", "w"] }),
    );
    const { world } = given(plan, claim("a"), fail("a", "no access", { category: "blocker" }));
    lived([decides("escalation", "abort")], world);
    expect(workflow(world).status).toBe("failed");
    expect(node(world, "w")).toMatchObject({ status: "waiting", awaits: [], dueAt: null });
    expect(told(world).at(-1)).toEqual(["unsubscribe_wait", own]);
    lived([later(100_000), retryStep("a")], world);
    expect(told(world).at(-1)).toEqual(["subscribe_wait", own]);
    expect(node(world, "w").dueAt).toBe(world.at - 1000 + 60_000);
    lived([comes("w"), claim("a"), complete("a")], world);
    expect(node(world, "last").status).toBe("active");
  });
});

describe("after a rewind", () => {
  test("a wait takes at once what it had taken, and nothing is subscribed anew", () => {
    const { world } = given(
      follows(agent("a", { checkpoint: "after" }), waitSignal("w", "paid"), agent("b")),
      claim("a"),
      complete("a"),
      comes("w", { payload: 1 }),
      claim("b"),
      complete("b"),
    );
    world.messages.length = 0;
    lived([rewindTo("after a")], world);
    expect(node(world, "w")).toMatchObject({ status: "completed", output: { payload: 1 } });
    expect(node(world, "b").status).toBe("active");
    expect(told(world).filter(([type]) => type === "subscribe_wait")).toEqual([]);
  });

  test("a wait that was open takes its signal, or waits again for what is left of its time", () => {
    const { world } = given(
      follows(waitSignal("w", "paid", { timeoutSeconds: 60, onTimeout: "continue" }), agent("b")),
      later(10_000),
      checkpoint("in"),
    );
    const left = (node(world, "w").dueAt ?? 0) - workflow(world).updatedAt;
    lived([later(600_000), fireDue(), rewindTo("in")], world);
    expect(node(world, "w").status).toBe("waiting");
    expect(node(world, "w").dueAt).toBe(world.at - 1000 + left);
    lived([comes("w", { payload: 2 }), rewindTo("in")], world);
    expect(node(world, "w")).toMatchObject({ status: "completed", output: { payload: 2 } });
  });

  test("a fork waits for signals of its own, and for what is left of the time", () => {
    const { world } = given(
      follows(
        ...beside(waitSignal("w", "paid", { timeoutSeconds: 60 })),
        waitSignal("k", "paid", { correlate: "'order-17'", after: [] }),
      ),
      checkpoint("in"),
      comes("w"),
    );
    const fork = newWorld("orch_fork", { at: world.at + 1e6, nextId: 1e6 });
    lived([forkOf(world, "in")], fork);
    const subscribed = told(fork).filter(([type]) => type === "subscribe_wait");
    expect(subscribed.map(([, to]) => to).sort()).toEqual([
      order17,
      signalStream("paid", workflowAddress("orch_fork")),
    ]);
    expect(node(fork, "w").status).toBe("waiting");
    expect(node(fork, "w").dueAt).toBeGreaterThan(fork.at);
  });
});

describe("the first of several", () => {
  const ways = [
    { signal: "paid", correlate: null, goto: "ship" },
    { signal: "cancelled", correlate: "'order-17'", goto: "refund" },
  ];
  const stages = (timed: boolean) =>
    follows(
      firstOf("which", ways, timed ? { timeoutSeconds: 60, onTimeout: { goto: "remind" } } : {}),
      agent("ship", { after: [] }),
      agent("refund", { after: [] }),
      agent("remind", { after: [] }),
      agent("report", { after: ["ship", "refund", "remind"] }),
    );
  const open = (world: World) =>
    ["ship", "refund", "remind"].filter((key) => node(world, key).status === "active");

  test("says where it goes on; the others are no longer subscribed to", () => {
    const { world } = given(stages(true), comes("which", { signal: "cancelled" }));
    expect(open(world)).toEqual(["refund"]);
    expect(node(world, "which").output).toEqual({ signal: "cancelled", payload: null });
    expect(told(world).slice(2)).toEqual([["unsubscribe_wait", own]]);
    expect([...world.tables.keys()].filter((key) => key.includes("wait:"))).toEqual([]);
  });

  test("may be the time", () => {
    const { world } = given(stages(true), later(60_000), fireDue());
    expect(open(world)).toEqual(["remind"]);
    expect(
      told(world)
        .slice(2)
        .map(([type]) => type),
    ).toEqual(["unsubscribe_wait", "unsubscribe_wait"]);
  });

  test("with the same key twice subscribes once", () => {
    const same = [
      { signal: "paid", correlate: "'a'", goto: "ship" },
      { signal: "paid", correlate: "'a' + ''", goto: "refund" },
    ];
    const { world } = given(
      follows(firstOf("which", same), agent("ship", { after: [] }), agent("refund", { after: [] })),
      comes("which"),
    );
    expect(told(world)).toHaveLength(1);
    expect(node(world, "ship").status).toBe("active");
  });
});

describe("emit", () => {
  test("sends to a workflow's id or to a key, with a payload that is computed", () => {
    const id = "orch_20260101_000000_abcd";
    const { world } = given(
      follows(
        emit("one", "paid", `'${id}'`, { payload: { total: "x + 5", by: "workflow.name" } }),
        emit("two", "paid", "'order-17'", { payload: "[x]" }),
        emit("three", "paid", "17"),
      ),
    );
    expect(told(world).map(([, to]) => to)).toEqual([
      signalStream("paid", workflowAddress(id)),
      order17,
      signalStream("paid", keyAddress("17")),
    ]);
    expect(world.messages.map(({ message }) => message)).toMatchObject([
      { signal: { payload: { total: 5, by: "trial" } } },
      { signal: { payload: [0] } },
      { signal: { payload: null } },
    ]);
    const ids = world.messages.map(({ message }) => "signal" in message && message.signal);
    expect(new Set(ids.map((each) => JSON.stringify(each))).size).toBe(3);
    expect(workflow(world).status).toBe("completed");
  });

  test.each([
    [emit("e", "paid", "word"), /to: null is no text/],
    [emit("e", "paid", "''"), /to: '' is neither/],
    [emit("e", "paid", "'k'", { payload: { a: "1 / 0" } }), /payload: a: /],
    [emit("e", "paid", "'k'", { payload: "1 / 0" }), /payload: /],
  ])("that cannot be worked out fails, and nothing is sent (%#)", (made, reason) => {
    const { world } = given(follows(made));
    expect(workflow(world).reason).toMatch(reason);
    expect(told(world)).toEqual([]);
  });

  test("refuses a payload that is too large", () => {
    const plan = planOf([emit("e", "paid", "'k'", { payload: "input.items" })]);
    const { world } = given(
      starts(plan, { items: Array.from({ length: 9000 }, () => "12345678") }),
    );
    expect(workflow(world).reason).toMatch(/more than 65536 characters/);
  });
});

describe("a wait for a signal, beside the rest", () => {
  const stands = agent("a", { compensate: { agent: "cleo", task: "undo a" } });

  test("is given up when the workflow is undone, and what comes then goes back", () => {
    const plan = planOf([stands, waitSignal("w", "paid")], { onFailure: "compensate" });
    const { world } = given(starts(plan), claim("a"), complete("a"));
    const { wait } = node(world, "w");
    lived([cancel()], world);
    expect(workflow(world).status).toBe("compensating");
    expect(told(world).at(-1)).toEqual(["unsubscribe_wait", own]);
    lived([comes("w", { wait })], world);
    expect(told(world).at(-1)).toEqual(["return_signal", own]);
    const undone = { criteria: [{ criterion: "C1", met: true, evidence: "looked" }] };
    lived([claim("undo:a"), complete("undo:a", undone)], world);
    expect(workflow(world).status).toBe("cancelled");
  });

  test("whose time runs out has the workflow undone", () => {
    const waits = waitSignal("w", "paid", { timeoutSeconds: 60 });
    const plan = planOf([stands, waits], { onFailure: "compensate" });
    const { world } = given(starts(plan), claim("a"), complete("a"), later(61_000), fireDue());
    expect(workflow(world)).toMatchObject({
      status: "compensating",
      reason: "w failed: no paid came within 60 s",
    });
  });

  test("stays as it is while what follows it is changed, and leads to what is new", () => {
    const { world } = given(follows(waitSignal("w", "paid"), agent("b")));
    const { wait } = node(world, "w");
    lived([amends(waitSignal("w", "paid"), agent("c"))], world);
    expect(node(world, "w")).toMatchObject({ status: "waiting", wait });
    expect(told(world)).toEqual([["subscribe_wait", own]]);
    lived([comes("w", { wait })], world);
    expect(workflow(world).steps.get("b")).toBeUndefined();
    expect(node(world, "c").status).toBe("active");
  });

  test("is not to be changed itself once it has begun", () => {
    given(follows(waitSignal("w", "paid"), agent("b")))
      .when(amends(waitSignal("w", "billed"), agent("b")))
      .refused("conflict", /w has started and would differ in signals/);
  });

  test("takes what it had taken again after a rewind only where its plan still wants it", () => {
    const { world } = given(
      follows(agent("a", { checkpoint: "after" }), waitSignal("w", "paid"), agent("b")),
      checkpoint("begin"),
      claim("a"),
      complete("a"),
      comes("w"),
      rewindTo("begin"),
      amends(agent("a", { checkpoint: "after" }), waitSignal("w", "billed"), agent("b")),
    );
    world.messages.length = 0;
    lived([claim("a"), complete("a")], world);
    expect(node(world, "w").status).toBe("waiting");
    const billed = signalStream("billed", workflowAddress("orch_test"));
    expect(told(world)).toEqual([["subscribe_wait", billed]]);
  });

  test("withdraws an approval when it is first, and is given up when people are", () => {
    const either = () =>
      given(follows(group("g", 1, beside(waitSignal("w", "paid"), approval("ask"))), agent("b")))
        .world;
    const [key] = [...(workflow(either()).flow?.nodes.keys() ?? [])].filter((each) =>
      each.endsWith("/w"),
    );
    const first = either();
    lived([comes(key ?? "")], first);
    expect([...workflow(first).tasks.values()].map(({ status }) => status)).toEqual(["withdrawn"]);
    expect(node(first, "b").status).toBe("active");
    const people = either();
    lived([decides("approval", "approve")], people);
    expect(told(people).at(-1)).toEqual(["unsubscribe_wait", own]);
    expect(node(people, "b").status).toBe("active");
  });
});
