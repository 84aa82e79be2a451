import { headOf, isSubject } from "./clause.ts";
import { detectSmall } from "./detect-small.ts";
import type { GoalText, Token } from "./goal-text.ts";
import { type Signal, signalAt } from "./route-signal.ts";
import { existingWords, featureVerbs, restructureVerbs, wishWords } from "./route-words.ts";

/** What says that something new is wanted, or another shape of what there is. */
export const detectMaking = (goal: GoalText): readonly Signal[] => {
  const heads = goal.clauses.flatMap((clause) => headOf(clause) ?? []);
  const signals: Signal[] = [];
  const add = (name: Signal["signal"], token: Token | undefined): void => {
    if (token !== undefined) signals.push(signalAt(goal, name, "plan_then_build", token));
  };
  const feature = heads.find(({ word }) => featureVerbs.has(word));
  if (!isLight(goal, feature)) add("feature", feature);
  add(
    "restructure",
    heads.find((verb) => restructureVerbs.has(verb.word) && !isLight(goal, verb)) ??
      goal.tokens.find(({ word }) => ["architecture", "structure"].includes(word)),
  );
  if (feature === undefined) {
    add(
      "wish",
      goal.tokens
        .slice(0, 8)
        .find(({ word, at }) => wishWords.has(word) && !isSubject(word, goal.tokens[at + 1])),
    );
  }
  // "Pricing plan" and "plan.json" are no orders to plan.
  const long = goal.clauses.filter((clause) => clause.length > 1).flatMap((c) => headOf(c) ?? []);
  add(
    "planning",
    long.find(({ word }) => ["plan", "design", "investigate", "propose"].includes(word)),
  );
  add(
    "existing_whole",
    goal.tokens.find(
      ({ word }, at) =>
        wholes.has(word) &&
        goal.tokens.slice(Math.max(0, at - 3), at).some((each) => existingWords.has(each.word)) &&
        goal.tokens.slice(Math.max(0, at - 4), at).some((each) => prepositions.has(each.word)),
    ),
  );
  return signals;
};

/** "Make the timeout 30" and "add a semicolon" order no feature. */
const isLight = (goal: GoalText, verb: Token | undefined): boolean =>
  lightVerbs.has(verb?.word ?? "") && detectSmall(goal).some(({ signal }) => slight.has(signal));
const lightVerbs: ReadonlySet<string> = new Set([
  "make",
  "set",
  "add",
  "show",
  "give",
  "write",
  "replace",
  "upgrade",
  "move",
]);
const slight: ReadonlySet<string> = new Set(["small_object", "symptom"]);

const wholes: ReadonlySet<string> = new Set([
  "project",
  "system",
  "platform",
  "app",
  "application",
]);
const prepositions: ReadonlySet<string> = new Set([
  "to",
  "in",
  "into",
  "for",
  "inside",
  "within",
  "of",
]);
