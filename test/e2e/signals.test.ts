import { describe, expect, test } from "vitest";
import { keyAddress, signalStream } from "../../src/core/state/signal-state.ts";
import { commitCommand } from "../../src/engine/commit-command.ts";
import type { Caller } from "../../src/engine/ports.ts";
import { compose } from "../../src/server/compose.ts";
import { claim, finish } from "./moves.ts";
import { scratchProject } from "./scratch-project.ts";
import { openSession } from "./session.ts";
import { type VirtualBaton, virtualBaton } from "./virtual-baton.ts";

const caller: Caller = {
  actor: { kind: "agent", name: "client" },
  session: null,
  holder: null,
  command: null,
};
const order = `workflow:
  name: order
  input: { order: string }
  state_schema: { total: integer }
  stages:
    - { name: plan, agent: planner }
    - name: paid
      signal: order_paid
      correlate: input.order
      timeout: 1h
      on_timeout: continue
      outputs: { total: "steps.paid.output.payload == null ? 0 : steps.paid.output.payload.total" }
    - { name: pack, agent: builder, task: "Pack for \${total}" }
`;

const started = async (baton: VirtualBaton, given = "order-17", definition = order) => {
  const { workflow_id, ready } = await baton.call("start_workflow", {
    definition,
    input: { order: given },
  });
  for (const each of ready) await finish(baton, await claim(baton, each));
  return { workflow_id };
};
const pay = (baton: VirtualBaton, total: number, more: object = {}) =>
  baton.call("send_signal", {
    name: "order_paid",
    correlation: "order-17",
    payload: { total },
    ...more,
  });
const briefOf = async (baton: VirtualBaton, { workflow_id }: { workflow_id: string }) =>
  (await baton.call("execute_handoff", { workflow_id })).brief;

describe("a signal", () => {
  test("that a workflow waits for lets it go on, and status said what it waited for", async () => {
    const baton = await virtualBaton(scratchProject());
    const { workflow_id } = await started(baton);
    const before = await baton.call("status", { workflow_id });
    expect(before).toMatchObject({ status: "waiting", ready: [] });
    expect(before.waiting).toEqual([
      {
        for: "paid: waits for signal order_paid (correlation order-17)",
        since: expect.any(String),
        until: new Date(baton.now() + 3_600_000).toISOString(),
      },
    ]);
    expect(before.next).toContain("send_signal with name order_paid and correlation order-17");
    expect(await pay(baton, 42)).toMatchObject({ delivered_to: [workflow_id], buffered: false });
    const after = await baton.call("status", { workflow_id });
    expect(after).toMatchObject({ status: "running", ready: [{ step: "pack" }] });
    expect(await briefOf(baton, { workflow_id })).toContain("Pack for 42");
  });

  test("that comes early is kept, listed with its age, and taken by the first wait", async () => {
    const baton = await virtualBaton(scratchProject());
    const sent = await pay(baton, 7);
    expect(sent).toMatchObject({ delivered_to: [], buffered: true });
    await baton.pass(90);
    expect((await baton.call("status")).unmatched_signals).toEqual([
      {
        signal_id: sent.signal_id,
        name: "order_paid",
        correlation: "order-17",
        since: expect.any(String),
        age_seconds: 90,
      },
    ]);
    const { workflow_id } = await started(baton);
    expect(await briefOf(baton, { workflow_id })).toContain("Pack for 7");
    expect((await baton.call("status")).unmatched_signals).toBeUndefined();
  });

  test("sent twice is taken once; the second is kept for the next wait", async () => {
    const baton = await virtualBaton(scratchProject());
    const first = await started(baton);
    await pay(baton, 1);
    expect(await pay(baton, 2)).toMatchObject({ buffered: true });
    expect(await briefOf(baton, first)).toContain("Pack for 1");
    const second = await started(baton);
    expect(await briefOf(baton, second)).toContain("Pack for 2");
  });

  test("repeated under its key is one signal", async () => {
    const baton = await virtualBaton(scratchProject());
    const sent = await pay(baton, 1, { idempotency_key: "k" });
    expect(await pay(baton, 1, { idempotency_key: "k" })).toEqual({ ...sent, replayed: true });
    const { signals } = JSON.parse(JSON.stringify(await content(baton.engine.listSignals({}))));
    expect(signals).toHaveLength(1);
  });

  test("goes to all waits that share its key", async () => {
    const baton = await virtualBaton(scratchProject());
    const ids = [(await started(baton)).workflow_id, (await started(baton)).workflow_id];
    const sent = await pay(baton, 5);
    expect(sent.delivered_to).toEqual(expect.arrayContaining(ids));
    expect(sent.delivered_to).toHaveLength(2);
    for (const workflow_id of ids) {
      expect(await briefOf(baton, { workflow_id })).toContain("Pack for 5");
    }
  });

  test("to a wait whose time has run out is kept, though nobody has fired the timer yet", async () => {
    const baton = await virtualBaton(scratchProject());
    const { workflow_id } = await started(baton);
    baton.passIdle(3_601);
    expect(await pay(baton, 9)).toMatchObject({ delivered_to: [], buffered: true });
    expect(await briefOf(baton, { workflow_id })).toContain("Pack for 0");
  });

  test("is taken again after a rewind, without being sent again", async () => {
    const baton = await virtualBaton(scratchProject());
    const { workflow_id } = await started(baton);
    await pay(baton, 3);
    const { ready } = await baton.call("status", { workflow_id });
    for (const each of ready) await finish(baton, await claim(baton, each));
    const { checkpoints } = await baton.call("status", { workflow_id, view: "checkpoints" });
    const first = checkpoints.at(-1)?.checkpoint_id;
    const back = await baton.call("resume", { checkpoint_id: first, rewind: true });
    expect(back.effects_after_checkpoint).toContain(
      "paid took signal order_paid; it takes it again",
    );
    expect(back.ready).toMatchObject([{ step: "pack" }]);
    expect(await briefOf(baton, { workflow_id })).toContain("Pack for 3");
    expect(await pay(baton, 4)).toMatchObject({ buffered: true });
  });

  test("of another workflow comes by its id, and by no key that reads the same", async () => {
    const baton = await virtualBaton(scratchProject());
    const waits = await baton.call("start_workflow", {
      definition:
        "workflow: { name: waits, stages: [{ name: w, signal: go }, { agent: builder }] }",
    });
    const emits = `workflow:
  name: emits
  input: { to: string }
  stages: [{ name: e, signal: go, to: input.to, payload: { from: workflow.name } }]
`;
    const key = await baton.call("send_signal", { name: "go", correlation: waits.workflow_id });
    expect(key).toMatchObject({ buffered: true });
    const sender = await baton.call("start_workflow", {
      definition: emits,
      input: { to: waits.workflow_id },
    });
    expect(sender.status).toBe("completed");
    const { ready } = await baton.call("status", { workflow_id: waits.workflow_id });
    expect(ready).toMatchObject([{ step: "builder" }]);
  });

  test("is refused where nothing can take it", async () => {
    const baton = await virtualBaton(scratchProject());
    const { workflow_id } = await started(baton);
    await baton.call("control_workflow", { workflow_id, action: "cancel", reason: "no need" });
    const refused = (args: object) => baton.refused("send_signal", { name: "go", ...args });
    expect(await refused({ workflow_id })).toMatchObject({ code: "workflow_not_running" });
    expect(await refused({ workflow_id: "orch_20200101_000000_none" })).toMatchObject({
      code: "not_found",
    });
    expect(await refused({})).toMatchObject({ code: "not_found" });
    expect(await refused({ name: "a b", correlation: "k" })).toMatchObject({
      code: "invalid_input",
    });
    expect(await refused({ correlation: "k", workflow_id })).toMatchObject({
      code: "invalid_input",
    });
    expect(await refused({ correlation: "k", payload: "x".repeat(65_535) })).toMatchObject({
      code: "too_large",
    });
    expect((await baton.call("status")).unmatched_signals).toBeUndefined();
  });

  test("that was posted, but not delivered before the server died, arrives before the next command", async () => {
    const baton = await virtualBaton(scratchProject());
    const { workflow_id } = await started(baton);
    const { ports } = baton.engine;
    const address = keyAddress("order-17");
    const signal = { name: "order_paid", address, payload: { total: 6 }, at: ports.clock.now() };
    await commitCommand(ports, {
      stream: signalStream("order_paid", address),
      intent: {
        type: "post_signal",
        signal: { ...signal, id: "sig_x", order: 0 },
        candidates: [],
        emitted: false,
      },
      caller,
      ids: 0,
      content: () => ({}),
    });
    expect(await ports.store.outbox(9)).toHaveLength(1);
    // Even after the wait's time: it was sent in time.
    baton.passIdle(7_200);
    expect(await briefOf(baton, { workflow_id })).toContain("Pack for 6");
    expect(await ports.store.outbox(9)).toEqual([]);
  });
});

describe("the first of several", () => {
  test("signals or times says where it goes on", async () => {
    const definition = `workflow:
  name: first
  input: { order: string }
  stages:
    - name: which
      first_of:
        - { signal: paid, goto: pack }
        - { signal: cancelled, correlate: input.order, goto: refund }
        - { timer: 10m, goto: remind }
    - { name: pack, agent: builder }
    - { name: refund, agent: builder }
    - { name: remind, agent: builder }
`;
    const baton = await virtualBaton(scratchProject());
    const begin = () => baton.call("start_workflow", { definition, input: { order: "order-17" } });
    const ways = async ({ workflow_id }: { workflow_id: string }) =>
      (await baton.call("status", { workflow_id })).ready.map(({ step }) => step);
    const [one, two, three] = [await begin(), await begin(), await begin()];
    const { waiting } = await baton.call("status", { workflow_id: one.workflow_id });
    expect(waiting[0]?.for).toBe(
      "which: waits for signal paid or signal cancelled (correlation order-17)",
    );
    await baton.call("send_signal", { name: "paid", workflow_id: one.workflow_id });
    await baton.call("control_workflow", {
      workflow_id: three.workflow_id,
      action: "cancel",
      reason: "x",
    });
    const sent = { name: "cancelled", correlation: "order-17" };
    expect(await baton.call("send_signal", sent)).toMatchObject({
      delivered_to: [two.workflow_id],
    });
    expect([await ways(one), await ways(two)]).toEqual([["pack"], ["refund"]]);
    const four = await begin();
    await baton.pass(601);
    expect(await ways(four)).toEqual(["remind"]);
  });
});

describe("two servers on one database", () => {
  const waits =
    "workflow: { name: waits, stages: [{ name: w, signal: go, correlate: \"'k'\" }, { agent: builder }] }";
  const go = { name: "go", correlation: "k" };

  test("deliver to each other's workflows, and what one has left undelivered the other delivers", async () => {
    const project = scratchProject();
    const [one, two] = [await openSession(project), await openSession(project)];
    const { workflow_id } = await one.call("start_workflow", { definition: waits });
    expect(await two.call("send_signal", go)).toMatchObject({ delivered_to: [workflow_id] });
    expect((await one.call("status", { workflow_id })).ready).toMatchObject([{ step: "builder" }]);
    const other = await one.call("start_workflow", { definition: waits });
    await two.kill();
    // What a server does that is killed right after its commit.
    const { ports } = compose({ cwd: project.root, env: project.env });
    const address = keyAddress("k");
    const signal = { id: "sig_x", name: "go", address, payload: null, at: Date.now(), order: 0 };
    await commitCommand(ports, {
      stream: signalStream("go", address),
      intent: { type: "post_signal", signal, candidates: [], emitted: false },
      caller,
      ids: 0,
      content: () => ({}),
    });
    expect(await ports.store.outbox(9)).toHaveLength(1);
    await one.kill();
    const three = await openSession(project);
    const { ready } = await three.call("resume", { workflow_id: other.workflow_id });
    expect(ready).toMatchObject([{ step: "builder" }]);
    expect(await ports.store.outbox(9)).toEqual([]);
    await ports.store.close();
    expect(await three.close()).toBe(0);
  });

  test("that send at the same time, while a workflow starts to wait, lose no signal", async () => {
    const project = scratchProject();
    const [one, two] = [await openSession(project), await openSession(project)];
    const starts = Array.from({ length: 6 }, () =>
      one.call("start_workflow", { definition: waits }),
    );
    const sends = Array.from({ length: 6 }, (_, i) =>
      (i % 2 === 0 ? one : two).call("send_signal", { ...go, payload: i }),
    );
    const ids = (await Promise.all(starts)).map(({ workflow_id }) => workflow_id);
    const sent = (await Promise.all(sends)).map(({ signal_id }) => signal_id);
    for (const workflow_id of ids) await two.call("resume", { workflow_id });
    await Promise.all([one.close(), two.close()]);
    const { store } = compose({ cwd: project.root, env: project.env }).ports;
    const kept = (await store.signals({ limit: 9, offset: 0 })).map(({ signal }) => signal);
    const taken: string[] = [];
    let waiting = 0;
    for (const id of ids) {
      const events = await store.events(id, 0, 1000);
      const own = events.flatMap(({ data }) =>
        data.type === "signal_received" ? [data.signal.id] : [],
      );
      if (own.length === 0) waiting++;
      expect(own.length).toBeLessThanOrEqual(1);
      taken.push(...own);
    }
    await store.close();
    expect([...new Set([...taken, ...kept])].sort()).toEqual([...sent].sort());
    expect(kept.filter((id) => taken.includes(id))).toEqual([]);
    expect(Math.min(kept.length, waiting), `${kept} are kept, ${waiting} wait`).toBe(0);
  });
});

const content = async (answer: Promise<{ readonly type: string }>): Promise<object> => {
  const got = await answer;
  if (!("content" in got) || typeof got.content !== "object" || got.content === null)
    throw new Error(JSON.stringify(got));
  return got.content;
};
