import { before, headOf, standsAlone } from "./clause.ts";
import type { GoalText, Token } from "./goal-text.ts";
import { type Signal, signalAt } from "./route-signal.ts";
import {
  existingWords,
  largeSubjects,
  makingVerbs,
  nothingWords,
  polite,
  productSubjects,
  remakingVerbs,
  restructureVerbs,
  wholeWords,
} from "./route-words.ts";

/** What says that the goal is too large for one plan. */
export const detectLarge = (goal: GoalText): readonly Signal[] => {
  const signals: Signal[] = [];
  const add = (name: Signal["signal"], first: Token | undefined, last = first): void => {
    if (first !== undefined) signals.push(signalAt(goal, name, "decompose_first", first, last));
  };
  const large = subjectOf(goal, largeSubjects);
  add("large_subject", large);
  if (large === undefined) add("product_subject", subjectOf(goal, productSubjects));
  add(
    "from_nothing",
    goal.tokens.find(({ word }) => nothingWords.has(word)),
  );
  const whole = goal.tokens.find((token, at) => isWhole(goal, token, at));
  // To make a whole thing anew is as large as to make it.
  const anew = goal.clauses.some((clause) => remakingVerbs.has(headOf(clause)?.word ?? ""));
  add(anew && large === undefined ? "large_subject" : "whole_of_it", whole);
  const [first, last] = longEnumeration(goal);
  add("many_parts", first, last);
  return signals;
};

/** The subject that is made: what it ends in stands for itself ("project", not "project README"), and it is not there yet. */
const subjectOf = (goal: GoalText, subjects: ReadonlySet<string>): Token | undefined => {
  for (const clause of goal.clauses) {
    const found = clause.find((token) => {
      if (!subjects.has(token.word) || !standsAlone(goal, token)) return false;
      const nearer = before(clause, token);
      const determiner = nearer.findIndex(
        ({ word }) => articles.has(word) || existingWords.has(word),
      );
      const existing = determiner >= 0 && !articles.has(nearer[determiner]?.word ?? "");
      const verb = nearer.findIndex((each) => makes(clause, each));
      // A whole thing that is there already is as large when it is made anew.
      if (remakesWhole(goal, nearer)) return true;
      if (!existing && remakingVerbs.has(headOf(clause)?.word ?? "")) return true;
      if (existing && (verb < 0 || determiner < verb)) return false;
      return verb >= 0 || (clause === goal.clauses[0] && isBare(clause, token));
    });
    if (found !== undefined) return found;
  }
  return undefined;
};

const articles: ReadonlySet<string> = new Set(["a", "an"]);
const wishes: ReadonlySet<string> = new Set(["want", "wants", "need", "needs"]);

/** "Design" in "our design system" makes nothing: an order stands first, or after such as "to" and "we". */
const makes = (clause: readonly Token[], token: Token): boolean => {
  const [previous] = before(clause, token);
  if (wishes.has(token.word)) return true;
  return (
    makingVerbs.has(token.word) &&
    (previous === undefined ||
      polite.has(previous.word) ||
      token === headOf(clause) ||
      makingVerbs.has(previous.word))
  );
};

const remakesWhole = (goal: GoalText, nearer: readonly Token[]): boolean =>
  goal.tokens.some(({ word }) => remakingVerbs.has(word)) &&
  nearer.slice(0, 4).some(({ word }) => wholeWords.has(word));

/** A goal that only names its subject: "A video conferencing application", "smart home system". */
const isBare = (clause: readonly Token[], token: Token): boolean =>
  clause.indexOf(token) <= 4 && !restructureVerbs.has(headOf(clause)?.word ?? "");

const isWhole = (goal: GoalText, { word }: Token, at: number): boolean => {
  if (!wholeWords.has(word)) return false;
  const next = goal.tokens[at + 1]?.word ?? "";
  // "Full-text", "full stack trace", "entire row" say nothing of the goal's size.
  return !["text", "name", "stack", "row", "line", "test"].includes(next);
};

/** Parts that are counted out without orders: "login, contracts, invoices, tickets". */
const longEnumeration = (goal: GoalText): readonly (Token | undefined)[] => {
  const commas = goal.tokens.filter(({ word }) => word === ",");
  if (commas.length < 3 || goal.items.length > 1) return [];
  const short = goal.clauses.filter((clause) => clause.length <= 4);
  const orders = short.filter((clause) => restructureVerbs.has(headOf(clause)?.word ?? ""));
  return short.length >= 4 && orders.length === 0 ? [short[0]?.[0], short.at(-1)?.at(-1)] : [];
};
