import type { JsonObject } from "../../../src/core/json.ts";
import type { Plan } from "../../../src/core/plan/plan.ts";
import { type Move, workflow } from "../spec/world.ts";
import { type Made, planOf } from "./plan-of.ts";

/** Somebody changes the plan that is followed to this one. */
export const changesTo =
  (plan: Plan, changes: JsonObject | null = { add: [] }): Move =>
  (world) => ({
    type: "change_plan",
    change: {
      how: changes === null ? "migrate" : "amend",
      plan,
      changes,
      over: workflow(world).flow?.planVersion ?? 0,
      reason: "the plan was wrong",
    },
  });

/** The plan is amended to these nodes. */
export const amends = (...nodes: readonly Made[]): Move => changesTo(planOf(nodes));

/** The workflow moves to another version, of these nodes. */
export const migrates = (more: Partial<Omit<Plan, "root">>, ...nodes: readonly Made[]): Move =>
  changesTo(planOf(nodes, { version: "2.0", ...more }), null);
