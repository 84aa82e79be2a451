import type { GoalText } from "./goal-text.ts";
import type { Route, Signal } from "./route-signal.ts";
import { riskyWords } from "./route-words.ts";

/** How much a goal takes: one place, a few, what is hard to get right, more than one plan. */
export const complexities = ["low", "medium", "high", "huge"] as const;

/** One of them. */
export type Complexity = (typeof complexities)[number];

/** Reads the complexity off the route and its signals. */
export const complexityOf = (
  goal: GoalText,
  route: Route,
  signals: readonly Signal[],
): Complexity => {
  if (route === "decompose_first") return "huge";
  const has = (...names: readonly Signal["signal"][]): boolean =>
    signals.some(({ signal }) => names.includes(signal));
  const risky = goal.tokens.some(({ word }) => riskyWords.has(word));
  if (route === "build_only") {
    if (has("plan_exists")) return risky ? "high" : "medium";
    const small = has("small_edit", "small_object", "modest") || goal.tokens.length <= 4;
    return small || (has("one_place") && !has("symptom")) ? "low" : "medium";
  }
  return risky && route === "plan_then_build" ? "high" : "medium";
};
