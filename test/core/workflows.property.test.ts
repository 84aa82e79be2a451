import fc from "fast-check";
import { expect, test } from "vitest";
import { isFinalWorkflow } from "../../src/core/state/status.ts";
import { driveToEnd } from "./spec/fair-driver.ts";
import { checkWorkflow, checkWorld } from "./spec/invariants.ts";
import { fireDue, forkOf } from "./spec/moves.ts";
import { randomMove, randomPlan } from "./spec/random-move.ts";
import { dueTimers } from "./spec/tables.ts";
import { type Move, newWorld, perform, type World, workflow } from "./spec/world.ts";

const live = (world: World, moves: readonly Move[]): World => {
  for (const move of moves) {
    const intent = move(world);
    if (intent !== null) {
      perform(world, intent);
      if (workflow(world).version > 0) checkWorkflow(workflow(world));
    }
    world.at += 700;
  }
  return world;
};

const manyMoves = fc.array(randomMove, { maxLength: 70, size: "max" });

test("whatever anybody tries, in whatever order, every workflow stays whole and is never stuck", () => {
  fc.assert(
    fc.property(manyMoves, (moves) => {
      checkWorld(live(newWorld(), moves));
    }),
    { numRuns: 400 },
  );
});

test("due work that is done is not due any more", () => {
  fc.assert(
    fc.property(manyMoves, (moves) => {
      const world = live(newWorld(), moves);
      world.at += 3_600_000;
      live(world, [fireDue()]);
      expect(dueTimers(world.tables, world.at)).toEqual([]);
    }),
    { numRuns: 200 },
  );
});

test("a fork of any checkpoint is a whole workflow of its own, and the source is told", () => {
  fc.assert(
    fc.property(manyMoves, fc.nat(), manyMoves, (before, which, after) => {
      const source = live(newWorld(), before);
      const names = source.events.flatMap(({ data }) =>
        data.type === "checkpoint_created" ? [data.name] : [],
      );
      const name = names[which % names.length];
      if (name === undefined) return;
      const fork = newWorld("orch_fork", { at: source.at, facts: source.facts, nextId: 1e6 });
      live(fork, [forkOf(source, name)]);
      checkWorld(fork);
      expect(fork.messages).toMatchObject([{ to: source.stream }]);
      expect(workflow(fork).forkedFrom).toMatchObject({ workflow: source.stream });
      expect(fork.rows.some((row) => row.type === "agent_outcome")).toBe(false);
      const handoffs = new Set(workflow(source).stepOf.keys());
      for (const id of workflow(fork).stepOf.keys()) expect(handoffs).not.toContain(id);
      checkWorld(live(fork, after));
    }),
    { numRuns: 200 },
  );
});

test("with fair agents and humans every plan ends, however it fails on the way", () => {
  const failures = fc.array(
    fc.constantFrom(
      "it broke",
      "it broke at line 7",
      "another thing broke",
      "ECONNRESET",
      "You exceeded your current quota",
      "data loss",
      "permission denied",
      "the approach is wrong",
    ),
    { maxLength: 25 },
  );
  const decisions = fc.array(fc.constantFrom("retry", "skip", "answer", "abort", "retry"), {
    maxLength: 8,
  });
  fc.assert(
    fc.property(
      randomPlan,
      failures,
      fc.nat({ max: 3 }),
      decisions,
      (plan, wrong, questions, wishes) => {
        const world = live(newWorld(), plan);
        driveToEnd(world, { failures: wrong, questions, decisions: wishes });
        expect(isFinalWorkflow(workflow(world).status)).toBe(true);
        checkWorld(world);
      },
    ),
    { numRuns: 300 },
  );
});

test("a fair world also ends what anybody has left behind", () => {
  fc.assert(
    fc.property(manyMoves, (moves) => {
      const world = live(newWorld(), moves);
      if (world.events.length === 0) return;
      world.facts = newWorld().facts;
      driveToEnd(world, { failures: [], questions: 0, decisions: [] });
    }),
    { numRuns: 200 },
  );
});
