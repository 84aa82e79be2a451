import { describe, expect, test } from "vitest";
import type { Trigger } from "../../src/core/plan/trigger.ts";
import {
  keptForAll,
  keptForOne,
  keyAddress,
  type Signal,
  signalStream,
} from "../../src/core/state/signal-state.ts";
import { triggerStream } from "../../src/core/state/trigger-state.ts";
import { checkWorld } from "./spec/invariants.ts";
import { dueTimers } from "./spec/tables.ts";
import { newWorld, perform, start, type World } from "./spec/world.ts";

const hour = 3_600_000;
const paid: Trigger = {
  kind: "signal",
  signal: "paid",
  when: "signal.payload.total > 10",
  input: { total: "signal.payload.total", by: "signal.name" },
};
const hourly: Trigger = { kind: "every", seconds: 3600, input: { at: "fired_at" } };
const mondays: Trigger = {
  kind: "cron",
  cron: "0 9 * * 1",
  timezone: "Europe/Berlin",
  input: {},
};
const signal = (payload: Signal["payload"], name = "paid"): Signal => ({
  id: "sig_1",
  name,
  address: keyAddress("order-17"),
  payload,
  at: start,
  order: 1,
});

const done = (world: World, intent: Parameters<typeof perform>[1]) => {
  const decision = perform(world, intent);
  checkWorld(world);
  return decision;
};
const arm = (world: World, triggers: readonly Trigger[], hash = "ab") =>
  done(world, { type: "arm_triggers", armed: { definitionVersion: "1", hash, triggers } });
const armed = (...triggers: readonly Trigger[]): World => {
  const world = newWorld(triggerStream("billing"));
  arm(world, triggers);
  return world;
};
const fireAll = (world: World) =>
  done(world, { type: "fire_due", timers: dueTimers(world.tables, world.at) });
const timers = (world: World) =>
  [...world.tables.values()].flatMap((row) =>
    "timer" in row && "dueAt" in row ? [[row.timer, row.dueAt]] : [],
  );
const started = (world: World) =>
  world.messages.flatMap(({ to, message }) =>
    message.type === "start_triggered" ? [{ to, input: message.input }] : [],
  );

describe("a trigger of time", () => {
  test("is due after its time, starts one workflow, and is due again", () => {
    const world = armed(hourly);
    expect(timers(world)).toEqual([["trigger:0", start + hour]]);
    world.at = start + hour;
    fireAll(world);
    fireAll(world);
    expect(started(world)).toEqual([
      {
        to: expect.stringMatching(/^orch_20260101_010000_[0-9a-f]{4}$/),
        input: { at: "2026-01-01T01:00:00.000Z" },
      },
    ]);
    expect(timers(world)).toEqual([["trigger:0", start + 2 * hour]]);
  });

  test("that was missed for days starts one, and the next is counted from then", () => {
    const world = armed(hourly);
    world.at = start + 100.5 * hour;
    fireAll(world);
    expect(started(world)).toHaveLength(1);
    expect(timers(world)).toEqual([["trigger:0", start + 101.5 * hour]]);
  });

  test("by cron goes by its timezone, over the change of the clocks", () => {
    const world = newWorld(triggerStream("billing"), { at: Date.UTC(2026, 2, 20) });
    arm(world, [mondays]);
    const due = () => timers(world).map(([, at]) => new Date(Number(at)).toISOString());
    expect(due()).toEqual(["2026-03-23T08:00:00.000Z"]);
    world.at = Date.UTC(2026, 2, 23, 8);
    fireAll(world);
    expect(due()).toEqual(["2026-03-30T07:00:00.000Z"]);
  });

  test("fires beside others that are due, each with a workflow of its own", () => {
    const world = armed(hourly, { ...hourly, seconds: 1800 });
    world.at = start + hour;
    fireAll(world);
    expect(new Set(started(world).map(({ to }) => to)).size).toBe(2);
    expect(world.state).toMatchObject({ fired: 2 });
  });

  test("whose input cannot be worked out says so and goes on", () => {
    const world = armed({ ...hourly, input: { at: "fired_at + 1" } });
    world.at = start + hour;
    fireAll(world);
    expect(started(world)).toEqual([]);
    expect(world.state).toMatchObject({ last: { failure: expect.stringMatching(/^input at: /) } });
    expect(timers(world)).toEqual([["trigger:0", start + 2 * hour]]);
  });
});

describe("arming", () => {
  test("again changes nothing; another version takes the place; disarming ends it", () => {
    const world = armed(hourly, mondays);
    world.at += 60_000;
    expect(arm(world, [hourly, mondays])).toMatchObject({ events: [] });
    arm(world, [{ ...hourly, seconds: 60 }], "cd");
    expect(timers(world)).toEqual([["trigger:0", world.at + 60_000]]);
    done(world, { type: "disarm_triggers" });
    expect(timers(world)).toEqual([]);
    world.at += hour;
    fireAll(world);
    expect(started(world)).toEqual([]);
    expect(perform(world, { type: "disarm_triggers" })).toMatchObject({ code: "not_found" });
    arm(world, [hourly]);
    expect(timers(world)).toEqual([["trigger:0", world.at + hour]]);
  });
});

describe("a trigger of a signal", () => {
  const posts = (given: Signal, when = paid.kind === "signal" ? paid.when : null) => {
    const world = newWorld(signalStream(given.name, given.address));
    const candidates = [{ trigger: triggerStream("billing"), index: 0, when }];
    const decision = done(world, {
      type: "post_signal",
      signal: given,
      candidates,
      emitted: false,
    });
    return { world, decision };
  };

  test("whose condition holds is sent the signal, with the id of the workflow it starts", () => {
    const { world } = posts(signal({ total: 11 }));
    const [sent] = world.messages;
    expect(sent).toMatchObject({
      to: triggerStream("billing"),
      message: { type: "fire_trigger", index: 0 },
    });
    expect(world.state).toMatchObject({ buffered: [], sent: { signal: "sig_1" } });
    if (sent?.message.type !== "fire_trigger") throw new Error("no trigger was fired");
    const triggers = armed(paid);
    done(triggers, sent.message);
    expect(started(triggers)).toEqual([
      { to: sent.message.workflow, input: { total: 11, by: "paid" } },
    ]);
  });

  test.each([
    ["does not hold", { total: 10 }],
    ["cannot be told", { sum: 11 }],
  ])("whose condition %s leaves the signal to later waits", (_, payload) => {
    const { world } = posts(signal(payload));
    expect(world.messages).toEqual([]);
    expect(world.state).toMatchObject({ buffered: [{ id: "sig_1" }] });
  });

  test("comes after the waits", () => {
    const world = newWorld(signalStream("paid", keyAddress("order-17")));
    const wait = { workflow: "orch_a", node: "w", wait: 3 };
    done(world, { type: "subscribe_wait", wait });
    const candidates = [{ trigger: triggerStream("billing"), index: 0, when: null }];
    done(world, { type: "post_signal", signal: signal(null), candidates, emitted: false });
    expect(world.messages.map(({ to }) => to)).toEqual(["orch_a"]);
  });

  test("is kept up to a bound for each receiver, and up to one for the project", () => {
    const world = newWorld(signalStream("paid", keyAddress("order-17")));
    const post = (n: number, emitted = false) => {
      const posted = { ...signal(null), id: `sig_${n}` };
      return perform(world, { type: "post_signal", signal: posted, candidates: [], emitted });
    };
    for (let n = 1; n <= keptForOne; n++) expect(post(n).type).toBe("decided");
    expect(post(0)).toMatchObject({
      type: "refused",
      code: "too_large",
      message: "1000 signals paid with this receiver are kept already, and nobody has taken them.",
    });
    const [first] = world.state.kind === "signal" ? world.state.buffered : [];
    expect(first?.id).toBe("sig_1");
    const wait = { workflow: "orch_a", node: "w", wait: 3 };
    done(world, { type: "subscribe_wait", wait });
    expect(post(1001).type).toBe("decided");
    done(world, { type: "discard_signals", signals: ["sig_2", "sig_gone"], reason: "old" });
    world.facts = { ...world.facts, kept: keptForAll };
    expect(post(1002)).toMatchObject({ type: "refused", code: "too_large" });
  });

  test("that a workflow sends where no more are kept is written down, and is not kept", () => {
    const world = newWorld(signalStream("paid", keyAddress("order-17")));
    world.facts = { ...world.facts, kept: keptForAll };
    const post = { type: "post_signal", signal: signal(null), candidates: [] } as const;
    expect(done(world, { ...post, emitted: true })).toMatchObject({
      type: "decided",
      events: [{ data: { type: "signal_refused", signal: { id: "sig_1" } } }],
    });
    expect(world.state).toMatchObject({ buffered: [] });
  });

  test("that comes back from a wait that was over is kept in any case", () => {
    const world = newWorld(signalStream("paid", keyAddress("order-17")));
    world.facts = { ...world.facts, kept: keptForAll };
    done(world, { type: "return_signal", signal: signal(null), shared: false });
    expect(world.state).toMatchObject({ buffered: [{ id: "sig_1" }] });
  });

  test("is gone for good when it was discarded", () => {
    const { world } = posts(signal({ total: 1 }));
    done(world, { type: "discard_signals", signals: ["sig_1"], reason: "no need" });
    expect(world.state).toMatchObject({ buffered: [] });
    done(world, { type: "discard_signals", signals: ["sig_1"], reason: "no need" });
    const wait = { workflow: "orch_a", node: "w", wait: 3 };
    done(world, { type: "subscribe_wait", wait });
    expect(world.messages).toEqual([]);
    expect(world.state).toMatchObject({ waits: [wait] });
  });

  test("of each definition fires once, though two of its triggers fit", () => {
    const world = newWorld(signalStream("paid", keyAddress("order-17")));
    const of = (name: string, index: number) => ({
      trigger: triggerStream(name),
      index,
      when: null,
    });
    const candidates = [of("billing", 0), of("billing", 1), of("audit", 0)];
    done(world, { type: "post_signal", signal: signal(null), candidates, emitted: false });
    expect(world.messages.map(({ to }) => to)).toEqual([
      triggerStream("billing"),
      triggerStream("audit"),
    ]);
    const ids = world.messages.map(({ message }) => "workflow" in message && message.workflow);
    expect(new Set(ids).size).toBe(2);
  });

  test("counts how many workflows started each other, and starts no more than may", () => {
    const fire = (chain?: number) => {
      const world = armed(paid);
      const given = signal({ total: 11 });
      done(world, {
        type: "fire_trigger",
        index: 0,
        signal: chain === undefined ? given : { ...given, chain },
        workflow: "orch_20260101_000000_abcd",
      });
      return world;
    };
    const chains = [undefined, 1, 99].map((chain) => fire(chain).messages[0]?.message);
    expect(chains).toMatchObject([{ chain: 1 }, { chain: 2 }, { chain: 100 }]);
    const last = fire(100);
    expect(started(last)).toEqual([]);
    expect(last.messages).toMatchObject([{ message: { type: "return_signal" } }]);
    expect(last.state).toMatchObject({
      last: { workflow: null, failure: expect.stringContaining("100 workflows in a row") },
    });
  });

  test("that was disarmed meanwhile, or cannot be fired, gives the signal back", () => {
    const fire = (world: World, given: Signal) =>
      done(world, {
        type: "fire_trigger",
        index: 0,
        signal: given,
        workflow: "orch_20260101_000000_abcd",
      });
    const disarmed = armed(paid);
    done(disarmed, { type: "disarm_triggers" });
    fire(disarmed, signal({ total: 11 }));
    const broken = armed(paid);
    fire(broken, signal({}));
    for (const world of [disarmed, broken]) {
      expect(world.messages).toMatchObject([
        {
          to: signalStream("paid", keyAddress("order-17")),
          message: { type: "return_signal", shared: false },
        },
      ]);
    }
    expect(broken.state).toMatchObject({
      last: { failure: expect.stringMatching(/^input total/) },
    });
  });

  test("that nobody takes, and that is for triggers alone, is refused", () => {
    const alone = { ...signal({ total: 1 }), address: "" };
    const { world, decision } = posts(alone);
    expect(decision).toMatchObject({ type: "refused", code: "not_found" });
    expect(world.events).toEqual([]);
  });

  test("is told when its workflow could not be started", () => {
    const world = armed(paid);
    const workflow = "orch_20260101_000000_abcd";
    done(world, { type: "note_start_failed", workflow, reason: "no such agent" });
    expect(world.state).toMatchObject({ last: { workflow, failure: "no such agent" } });
  });
});

describe("streams refuse what is not for them", () => {
  test.each([signalStream("paid", keyAddress("k")), triggerStream("billing")])("%s", (stream) => {
    const refused = perform(newWorld(stream), { type: "pause", reason: "x" });
    expect(refused).toMatchObject({ code: "internal" });
  });
});
