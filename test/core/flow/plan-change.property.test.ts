import fc from "fast-check";
import { expect, test } from "vitest";
import type { Plan } from "../../../src/core/plan/plan.ts";
import { differingFields } from "../../../src/core/plan/same-node.ts";
import { isFinalWorkflow } from "../../../src/core/state/status.ts";
import type { WorkflowState } from "../../../src/core/state/workflow-state.ts";
import { checkWorld } from "../spec/invariants.ts";
import { plain } from "../spec/plain.ts";
import { newWorld, perform, stateAt, type World, workflow } from "../spec/world.ts";
import { changesTo } from "./change-moves.ts";
import { act, type Chance, disturb, driveToEnd } from "./drive-plan.ts";
import { starts } from "./plan-of.ts";
import { anyRecipe, anyRoll, planFrom, type Recipe, type Roll } from "./random-plan.ts";

const chance: fc.Arbitrary<Chance> = fc.tuple(
  fc.nat({ max: 99 }),
  fc.nat({ max: 99 }),
  fc.nat({ max: 99 }),
);

/** One edit of a plan's first level, and what happens before it. */
interface Edit {
  readonly before: readonly Chance[];
  readonly kind: "add" | "remove" | "replace";
  readonly at: number;
  readonly roll: Roll;
  readonly migrates: boolean;
}

const anyEdit: fc.Arbitrary<Edit> = fc.record({
  before: fc.array(chance, { maxLength: 15, size: "max" }),
  kind: fc.constantFrom("add", "remove", "replace"),
  at: fc.nat({ max: 9 }),
  roll: anyRoll,
  migrates: fc.boolean(),
});

/** Near the end, where most of what has not started stands. */
const edited = (recipe: Recipe, { kind, at, roll }: Edit): Recipe => {
  const rolls = [...recipe.rolls];
  const place = Math.max(0, rolls.length - (at % 3) - 1);
  if (kind === "add") rolls.splice(place + 1, 0, roll);
  else if (kind === "replace") rolls[place] = roll;
  else if (rolls.length > 1) rolls.splice(place, 1);
  return { ...recipe, rolls };
};

/** What had started stands unchanged in the new plan, with everything that happened to it. */
const checkKept = (before: WorkflowState, after: WorkflowState, plan: Plan): void => {
  for (const node of before.flow?.plan.root.nodes ?? []) {
    const was = before.flow?.nodes.get(node.name);
    if (was === undefined || was.status === "pending") continue;
    expect(after.flow?.nodes.get(node.name)).toEqual(was);
    const twin = plan.root.nodes.find(({ name }) => name === node.name);
    expect(twin === undefined ? ["gone"] : differingFields(node, twin)).toEqual([]);
  }
  for (const step of before.steps.values()) {
    expect(after.steps.get(step.name)).toEqual(step);
  }
};

/** Edits the plan; returns whether it was accepted. What is refused changes nothing. */
const change = (world: World, plan: Plan, { migrates }: Edit): boolean => {
  const before = workflow(world);
  const intent = changesTo(plan, migrates ? null : { add: [] })(world);
  const done = intent === null ? null : perform(world, intent);
  if (done?.type !== "decided") {
    expect(plain(world.state)).toEqual(plain(before));
    return false;
  }
  // What can begin by the change may do anything to the rest, so the look is at the change itself.
  const changed = world.events.findLast(({ data }) => data.type === "plan_changed");
  checkKept(before, stateAt(world, changed?.version ?? 0), plan);
  return true;
};

test("any plan may be changed at any moment: it is refused, or leaves what has started alone and ends", () => {
  let accepted = 0;
  let refused = 0;
  fc.assert(
    fc.property(
      anyRecipe,
      fc.array(anyEdit, { minLength: 1, maxLength: 4 }),
      fc.array(chance, { maxLength: 20, size: "max" }),
      (recipe, edits, fair) => {
        const world = newWorld();
        act(world, starts(planFrom(recipe))(world));
        let current = recipe;
        for (const edit of edits) {
          for (const move of edit.before) {
            disturb(world, move);
            world.at += 700;
          }
          const wanted = edited(current, edit);
          if (change(world, planFrom(wanted), edit)) {
            current = wanted;
            accepted++;
          } else refused++;
          checkWorld(world);
        }
        driveToEnd(world, fair);
        expect(isFinalWorkflow(workflow(world).status)).toBe(true);
        checkWorld(world);
      },
    ),
    { numRuns: 300 },
  );
  // Both happen often, or the property would say little.
  expect(accepted).toBeGreaterThan(50);
  expect(refused).toBeGreaterThan(50);
});
