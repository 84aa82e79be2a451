import fc from "fast-check";
import { expect, test } from "vitest";
import { isFinalWorkflow } from "../../../src/core/state/status.ts";
import { checkWorld } from "../spec/invariants.ts";
import { forkOf } from "../spec/moves.ts";
import { newWorld, perform, type World, workflow } from "../spec/world.ts";
import { act, type Chance, disturb, driveToEnd } from "./drive-plan.ts";
import { starts } from "./plan-of.ts";
import { randomPlan } from "./random-plan.ts";

const chance: fc.Arbitrary<Chance> = fc.tuple(
  fc.nat({ max: 99 }),
  fc.nat({ max: 99 }),
  fc.nat({ max: 99 }),
);
const chances = (most: number) => fc.array(chance, { minLength: 1, maxLength: most, size: "max" });

const live = (world: World, moves: readonly Chance[]): void => {
  for (const move of moves) {
    disturb(world, move);
    world.at += 700;
  }
};

test("whatever anybody does to any plan, it stays whole, and a fair world brings it to an end", () => {
  fc.assert(
    fc.property(randomPlan, chances(60), chances(20), (plan, anything, fair) => {
      const world = newWorld();
      act(world, starts(plan)(world));
      live(world, anything);
      checkWorld(world);
      driveToEnd(world, fair);
      expect(isFinalWorkflow(workflow(world).status)).toBe(true);
      checkWorld(world);
    }),
    { numRuns: 300 },
  );
});

test("a fork of any checkpoint of a plan ends, too", () => {
  fc.assert(
    fc.property(randomPlan, chances(50), fc.nat(), chances(20), (plan, before, which, fair) => {
      const source = newWorld();
      act(source, starts(plan)(source));
      live(source, before);
      const names = source.events.flatMap(({ data }) =>
        data.type === "checkpoint_created" ? [data.name] : [],
      );
      const name = names[which % names.length];
      if (name === undefined) return;
      const fork = newWorld("orch_fork", { at: source.at, nextId: 1e6 });
      perform(fork, forkOf(source, name)(fork) ?? { type: "pause", reason: "" });
      checkWorld(fork);
      driveToEnd(fork, fair);
      checkWorld(fork);
    }),
    { numRuns: 150 },
  );
});
