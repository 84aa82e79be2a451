import fc from "fast-check";
import { expect, test } from "vitest";
import { undoingChildren } from "../../../src/core/compensation/undoing-children.ts";
import type { Plan } from "../../../src/core/plan/plan.ts";
import { openChildren } from "../../../src/core/state/open-children.ts";
import { isFinalWorkflow } from "../../../src/core/state/status.ts";
import { checkWorld } from "../spec/invariants.ts";
import { perform, type World, workflow } from "../spec/world.ts";
import { type Chance, calm, disturb, fairMove } from "./drive-plan.ts";
import { act, deliverAll, deliverOne, type Family, newFamily } from "./family.ts";
import { starts } from "./plan-of.ts";
import { randomPlanWith, undoable } from "./random-plan.ts";

const chance: fc.Arbitrary<Chance> = fc.tuple(
  fc.nat({ max: 99 }),
  fc.nat({ max: 99 }),
  fc.nat({ max: 99 }),
);
const chances = (most: number) => fc.array(chance, { minLength: 1, maxLength: most, size: "max" });

/** Some of them undo their work when they do not come to their end. */
const anyPlan = (use: string | null, name?: string): fc.Arbitrary<Plan> =>
  fc
    .tuple(randomPlanWith(use, name), fc.boolean(), fc.nat({ max: 5 }))
    .map(([plan, saga, spared]) => (saga ? undoable(plan, spared) : plan));

const family = fc
  .tuple(anyPlan("middle"), anyPlan("leaf", "middle"), anyPlan(null, "leaf"))
  .map(([root, middle, leaf]) => ({ root, plans: { middle, leaf } }));

const begun = ({ worlds }: Family): readonly World[] =>
  [...worlds.values()].filter(({ state }) => state.version > 0);
const open = (its: Family): readonly World[] =>
  begun(its).filter((world) => !isFinalWorkflow(workflow(world).status));

/** Anything anybody does to any of them, with messages that take their time. */
const live = (its: Family, moves: readonly Chance[]): void => {
  for (const [i, move] of moves.entries()) {
    const worlds = begun(its);
    const world = worlds[(move[2] + i) % worlds.length] ?? its.root;
    act(its, world, (each) => disturb(each, move));
    for (const each of its.worlds.values()) each.at += 700;
    if (move[1] % 3 > 0) deliverOne(its, move[1]);
  }
};

/** Somebody may take a workflow up again that had ended, or was undone, and then it is its own. */
const hasEnded = ({ events }: World): boolean =>
  events.some(
    ({ data }) =>
      data.type === "compensation_started" ||
      (data.type === "workflow_status_changed" && isFinalWorkflow(data.status)),
  );

/** Once all is delivered, nobody is at work for somebody who does not wait for it. */
const checkOrphans = (its: Family): void => {
  for (const world of open(its)) {
    const { parent } = workflow(world);
    if (parent === null || hasEnded(world)) continue;
    const by = its.worlds.get(parent.workflow);
    // One that a human is asked about is undone once they have answered.
    if (by !== undefined && undoingChildren(workflow(by)).has(world.stream)) continue;
    const waited = by === undefined ? undefined : openChildren(workflow(by)).get(world.stream);
    expect(waited).toBe(parent.node);
  }
};

/** What a fair world does, until all have ended. */
const driveToEnd = (its: Family, fair: readonly Chance[], most = 4000): void => {
  for (let moves = 0; moves < most; moves++) {
    deliverAll(its);
    const worlds = open(its);
    if (worlds.length === 0) return;
    const now = Math.max(...worlds.map(({ at }) => at)) + 1000;
    for (const world of worlds) {
      world.at = Math.max(world.at, now);
      act(its, world, (each) => fairMove(each, fair[moves] ?? calm));
    }
  }
  const left = open(its).map((world) => `${world.stream}: ${workflow(world).reason}`);
  throw new Error(`not ended after ${most} moves: ${left.join("; ")}`);
};

/** Whoever is waited for has that parent, and is at work or about to be told so. */
const checkFamily = (its: Family): void => {
  for (const world of begun(its)) {
    checkWorld(world);
    for (const [child, node] of openChildren(workflow(world))) {
      const found = its.worlds.get(child);
      if (found === undefined || found.state.version === 0) continue;
      expect(workflow(found).parent).toEqual({ workflow: world.stream, node });
    }
  }
};

test("whatever anybody does to workflows that use each other, all of them come to an end", () => {
  fc.assert(
    fc.property(family, chances(60), chances(20), ({ root, plans }, anything, fair) => {
      const its = newFamily(plans);
      act(its, its.root, (world) => {
        perform(world, starts(root)(world) ?? { type: "pause", reason: "" });
      });
      live(its, anything);
      checkFamily(its);
      deliverAll(its);
      checkOrphans(its);
      driveToEnd(its, fair);
      checkFamily(its);
      expect(open(its)).toEqual([]);
    }),
    { numRuns: 200 },
  );
});
