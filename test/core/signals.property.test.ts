import fc from "fast-check";
import { expect, test } from "vitest";
import { evolve } from "../../src/core/evolve/evolve.ts";
import { history } from "../../src/core/history.ts";
import { keyAddress, signalStream, workflowAddress } from "../../src/core/state/signal-state.ts";
import { initialState, type StreamState } from "../../src/core/state/stream-state.ts";
import { agent, beside, emit, firstOf, planOf, wait, waitSignal } from "./flow/plan-of.ts";
import { type Bus, newBus } from "./spec/bus.ts";
import { checkWorld } from "./spec/invariants.ts";
import { rewindTo } from "./spec/moves.ts";
import { signalFaults } from "./spec/signals-once.ts";
import { dueTimers } from "./spec/tables.ts";
import { start } from "./spec/world.ts";

const workflows = ["orch_20260101_000000_aaaa", "orch_20260101_000000_bbbb"] as const;

/** Waits of every kind side by side; some have the same key, in both workflows. */
const plan = planOf(
  beside(
    waitSignal("any", "go", { timeoutSeconds: 30, onTimeout: "continue" }),
    waitSignal("own", "go"),
    waitSignal("key", "go", { correlate: "'k'" }),
    waitSignal("same_key", "go", { correlate: "'k'", timeoutSeconds: 60, onTimeout: "continue" }),
    firstOf("first", [
      { signal: "go", correlate: "'k'", goto: "x" },
      { signal: "stop", correlate: null, goto: "x" },
    ]),
    wait("pause", { seconds: 20 }),
    emit("send", "go", `'${workflows[0]}'`, { after: ["pause"] }),
    agent("last", { after: ["own", "key"] }),
    agent("x", { after: [] }),
  ),
  { onFailure: "continue" },
);

type Chance = readonly [kind: number, a: number, b: number];

const live = (bus: Bus, [kind, a, b]: Chance, sent: Map<string, string>): void => {
  const id = workflows[a % 2] ?? workflows[0];
  const world = bus.world(id);
  if (kind < 40) bus.deliver(a);
  else if (kind < 65) {
    const address = pickAddress(b, id);
    const name = b % 7 === 0 ? "stop" : "go";
    const signal = { id: `sig_${sent.size}`, name, address, payload: b, at: bus.at, order: 0 };
    const stream = signalStream(name, address);
    sent.set(signal.id, stream);
    bus.tell(stream, { type: "post_signal", signal, candidates: [], emitted: false });
  } else if (kind < 75) bus.at += (1 + (a % 9)) * 3_000;
  else if (kind < 85) {
    bus.tell(id, { type: "fire_due", timers: dueTimers(world.tables, bus.at) });
  } else if (kind < 89) bus.tell(id, { type: "checkpoint", name: `c${b}`, note: null, git: null });
  else if (kind < 94) {
    const names = world.events.flatMap(({ data }) =>
      data.type === "checkpoint_created" ? [data.name] : [],
    );
    const name = names[b % names.length];
    const intent = name === undefined ? null : rewindTo(name, true)(world);
    if (intent !== null) bus.tell(id, intent);
  } else if (kind < 96 && b % 3 === 0) {
    bus.tell(id, { type: "stop", how: "cancel", reason: "no need" });
  } else {
    for (const each of bus.worlds.values()) {
      each.state = history(each.events).reduce<StreamState>(evolve, initialState(each.stream));
    }
  }
};

const pickAddress = (n: number, workflow: string): string =>
  n % 3 === 0 ? keyAddress("k") : workflowAddress(workflow);

const chance: fc.Arbitrary<Chance> = fc.tuple(
  fc.nat({ max: 99 }),
  fc.nat({ max: 99 }),
  fc.nat({ max: 99 }),
);

test("whatever happens between post and wait, no signal is lost and none is taken twice", () => {
  let shared = 0;
  let returned = 0;
  fc.assert(
    fc.property(fc.array(chance, { maxLength: 90, size: "max" }), (chances) => {
      const bus = newBus(start);
      const sent = new Map<string, string>();
      for (const id of workflows) {
        bus.tell(id, {
          type: "start_flow",
          title: "t",
          plan,
          input: {},
          starter: null,
          price: null,
        });
        bus.tell(id, { type: "checkpoint", name: "begin", note: null, git: null });
      }
      for (const each of chances) live(bus, each, sent);
      bus.settle();
      for (const world of bus.worlds.values()) checkWorld(world);
      expect(signalFaults([...bus.worlds.values()])).toEqual([]);
      for (const { events } of bus.worlds.values()) {
        for (const { data } of events) {
          if (data.type === "signal_sent" && data.waits.length > 1) shared++;
          if (data.type === "signal_returned") returned++;
        }
      }
    }),
    { numRuns: 300 },
  );
  // The chances are such that both come up.
  expect(shared).toBeGreaterThan(20);
  expect(returned).toBeGreaterThan(20);
});
