import fc from "fast-check";
import { expect, test } from "vitest";
import { whatToUndo } from "../../../src/core/compensation/what-to-undo.ts";
import { guardForkable } from "../../../src/core/decide/compensate/guard-undone.ts";
import { history } from "../../../src/core/history.ts";
import type { Person } from "../../../src/core/person.ts";
import { isFinalWorkflow } from "../../../src/core/state/status.ts";
import { checkWorld } from "../spec/invariants.ts";
import { compensate, forkOf } from "../spec/moves.ts";
import { newWorld, perform, stateAt, type World, workflow } from "../spec/world.ts";
import { act, type Chance, disturb, driveToEnd } from "./drive-plan.ts";
import { starts } from "./plan-of.ts";
import { randomPlan, randomRollback, randomSaga } from "./random-plan.ts";

const chance: fc.Arbitrary<Chance> = fc.tuple(
  fc.nat({ max: 99 }),
  fc.nat({ max: 99 }),
  fc.nat({ max: 99 }),
);
const chances = (most: number) => fc.array(chance, { minLength: 1, maxLength: most, size: "max" });

/** Two hold the role, one is a boss's deputy by name only; or the operator has named nobody. */
const people: fc.Arbitrary<readonly Person[]> = fc.constantFrom(
  [],
  [
    { name: "ada", accounts: ["ada"], roles: ["boss"] },
    { name: "bob", accounts: ["bob", "robert"], roles: ["boss"] },
    { name: "cy", accounts: ["cy"], roles: [] },
    { name: "dan", accounts: ["dan"], roles: [] },
  ],
);

const live = (world: World, moves: readonly Chance[]): void => {
  for (const move of moves) {
    disturb(world, move);
    world.at += 700;
  }
};

test("whatever anybody does to any plan, it stays whole, and a fair world brings it to an end", () => {
  fc.assert(
    fc.property(randomPlan, people, chances(60), chances(20), (plan, known, anything, fair) => {
      const world = newWorld("orch_test", { people: known });
      act(world, starts(plan, {}, "ada", 1_000)(world));
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
      act(source, starts(plan, {}, "ada", 1_000)(source));
      live(source, before);
      // What was undone cannot be gone on from: whoever asks is refused before.
      const names = source.events.flatMap(({ data, version }) =>
        data.type === "checkpoint_created" &&
        guardForkable(workflow(source), stateAt(source, version)) === null
          ? [data.name]
          : [],
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

test("whatever fails in a saga, all that was done is undone once or accounted for, and every saga ends", () => {
  const seen = { undone: 0, left: 0, failedAttempts: 0 };
  fc.assert(
    fc.property(randomSaga, chances(25), chances(60), (plan, anything, fair) => {
      const world = newWorld();
      act(world, starts(plan)(world));
      live(world, anything);
      if (!isFinalWorkflow(workflow(world).status)) act(world, compensate()(world));
      driveToEnd(world, fair);
      checkWorld(world);
      const state = workflow(world);
      const line = history(world.events).map(({ data }) => data);
      const begun = line.flatMap((data) =>
        data.type === "compensation_started" ? data.steps : [],
      );
      const left = line.flatMap((data) => (data.type === "compensation_ended" ? data.left : []));
      const stands = whatToUndo(state, null).undo.map(({ name }) => name);
      // Some of it stands on purpose where somebody had it undone from a step on.
      const wanted =
        state.status === "failed" ? stands : stands.filter((name) => begun.includes(name));
      if (state.status === "failed" || state.status === "cancelled")
        expect(wanted.filter((name) => !left.includes(name))).toEqual([]);
      seen.left += left.length;
      for (const { status, origin, attempts } of state.steps.values()) {
        if (status === "compensated") seen.undone++;
        if (origin.kind !== "compensation") continue;
        seen.failedAttempts += attempts.filter(({ end }) => end === "failed").length;
      }
    }),
    { numRuns: 300 },
  );
  // The plans are such that all of this happens.
  expect(Math.min(...Object.values(seen))).toBeGreaterThan(0);
});

test("whatever fails while work is rolled back and done again, every plan stays whole and ends", () => {
  let doneAgain = 0;
  fc.assert(
    fc.property(randomRollback, chances(25), chances(60), (plan, anything, fair) => {
      const world = newWorld();
      act(world, starts(plan)(world));
      live(world, anything);
      checkWorld(world);
      driveToEnd(world, fair);
      checkWorld(world);
      doneAgain += world.events.filter(({ data }) => data.type === "node_redone").length;
    }),
    { numRuns: 200 },
  );
  expect(doneAgain).toBeGreaterThan(0);
});
