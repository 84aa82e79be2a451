import { performance } from "node:perf_hooks";
import { expect, test } from "vitest";
import { decide } from "../../../src/core/decide/decide.ts";
import type { StreamState } from "../../../src/core/state/stream-state.ts";
import { decodeSnapshot, encodeSnapshot } from "../../../src/store/snapshot-codec.ts";
import { ajvRules } from "../spec/ajv-rules.ts";
import { given } from "../spec/given.ts";
import { claim, complete } from "../spec/moves.ts";
import { plain } from "../spec/plain.ts";
import { commandFor, type Move, newWorld, type World } from "../spec/world.ts";
import { agent, beside, each, follows, group, loop, planOf, starts, wait } from "./plan-of.ts";

/** Decides without keeping events or rows: the decision's own work and nothing else. */
const step = (world: World, move: Move): void => {
  const intent = move(world);
  if (intent === null) throw new Error("nothing to do");
  const done = decide(world.state, commandFor(world, intent), ajvRules);
  if (done.type === "refused") throw new Error(done.message);
  world.nextId += 200;
  world.state = done.after;
};

const chainOf = (length: number): World => {
  const world = newWorld();
  const nodes = Array.from({ length }, (_, i) => agent(`s${i}`, { checkpoint: "after" }));
  step(world, starts(planOf(nodes)));
  return world;
};

const work = (world: World, from: number, to: number): number => {
  const before = performance.now();
  for (let i = from; i < to; i++) {
    step(world, claim(`s${i}`));
    step(world, complete(`s${i}`));
  }
  return (performance.now() - before) / (to - from);
};

test("a step in a chain of 10,000 costs about what it costs in one of 10", () => {
  const long = chainOf(10_000);
  work(long, 0, 2000);
  const inLong = Math.min(...[0, 1, 2].map((i) => work(long, 2000 + i * 500, 2500 + i * 500)));
  const inShort = Math.min(
    ...Array.from({ length: 3 }, () => {
      const worlds = Array.from({ length: 50 }, () => chainOf(10));
      return worlds.reduce((sum, world) => sum + work(world, 0, 10), 0) / worlds.length;
    }),
  );
  process.stderr.write(`ms a step: ${inLong.toFixed(3)} of 10,000, ${inShort.toFixed(3)} of 10\n`);
  // Roughly: a scan over all steps would cost tens of times as much.
  expect(inLong).toBeLessThan(inShort * 4);
});

test("a state with a plan survives its snapshot, and goes on from it", () => {
  const nested = loop("r", "ok", 3, [group("g", "all", beside(agent("a"), agent("b")))]);
  const items = each("e", "input.items", [agent("c")], { after: [] });
  const { world } = given(
    follows(nested, items, wait("w", { seconds: 60 }, { after: [] })),
    claim("r[1]/g/a"),
    complete("r[1]/g/a"),
  );
  const read: StreamState | null = decodeSnapshot(encodeSnapshot(world.state));
  if (read === null) throw new Error("the snapshot was not read");
  expect(plain(read)).toEqual(plain(world.state));
  world.state = read;
  step(world, claim("r[1]/g/b"));
  step(world, complete("r[1]/g/b"));
  expect(world.state).toMatchObject({ kind: "workflow" });
});
