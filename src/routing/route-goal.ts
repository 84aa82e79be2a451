import { isOrder } from "./clause.ts";
import { type Complexity, complexityOf } from "./complexity.ts";
import { detectLarge } from "./detect-large.ts";
import { detectMaking } from "./detect-making.ts";
import { detectPlan } from "./detect-plan.ts";
import { detectSmall } from "./detect-small.ts";
import { detectTasks } from "./detect-tasks.ts";
import { readGoal } from "./goal-text.ts";
import { type Route, routes, type Signal } from "./route-signal.ts";
import { sharpness, startWeights } from "./route-weights.ts";

/** A goal, with what is given beside it. */
export interface Goal {
  readonly text: string;
  readonly tasks: readonly string[];
  /** Where a plan lies that is to be followed; null when there is none. */
  readonly plan: string | null;
}

/** The way a goal should go, and what speaks for it. */
export interface Routing {
  readonly route: Route;
  readonly complexity: Complexity;
  /** How often a goal with such signals goes this way, 0 to 1. */
  readonly confidence: number;
  /** All that was seen, also what speaks for another way; the weightiest first. */
  readonly signals: readonly Signal[];
}

/** Routes a goal: signals add up by route, and the sums become probabilities. */
export const routeGoal = ({ text, tasks, plan }: Goal): Routing => {
  const goal = readGoal(text, isOrder);
  const signals = [
    ...detectPlan(goal, plan),
    ...detectTasks(goal, tasks),
    ...detectSmall(goal),
    ...detectMaking(goal),
    ...detectLarge(goal),
  ].sort((a, b) => b.weight - a.weight);
  const shares = routes.map((route) => {
    const sum = signals
      .filter(({ pointsTo }) => pointsTo === route)
      .reduce((total, { weight }) => total + weight, startWeights[route]);
    return { route, share: Math.exp(sharpness * sum) };
  });
  const total = shares.reduce((sum, { share }) => sum + share, 0);
  const best = shares.reduce((a, b) => (b.share > a.share ? b : a));
  return {
    route: best.route,
    complexity: complexityOf(goal, best.route, signals),
    confidence: Math.round((100 * best.share) / total) / 100,
    signals,
  };
};
