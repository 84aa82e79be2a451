import type { GoalText } from "./goal-text.ts";
import { type Signal, signalAt, signalFor } from "./route-signal.ts";

/** What says that the plan is there already; `plan` is the one given beside the goal. */
export const detectPlan = (goal: GoalText, plan: string | null): readonly Signal[] => {
  if (plan !== null) return [signalFor("plan_exists", "build_only", plan)];
  const found = goal.tokens.find(({ word }, at) => {
    if (/(?:^|\/)plans?(?:\/|\.(?:md|json|ya?ml)$)/.test(word)) return true;
    if (word !== "plan") return false;
    const around = goal.tokens.slice(Math.max(0, at - 5), at).map((each) => each.word);
    return around.some((each) => followed.has(each));
  });
  return found === undefined ? [] : [signalAt(goal, "plan_exists", "build_only", found)];
};

/** Words that make of "plan" one that is there. */
const followed: ReadonlySet<string> = new Set(
  "execute follow following carry approved existing agreed accepted according attached implement".split(
    " ",
  ),
);
