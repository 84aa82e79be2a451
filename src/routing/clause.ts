import type { GoalText, Token } from "./goal-text.ts";
import {
  closing,
  featureVerbs,
  otherVerbs,
  polite,
  repairVerbs,
  restructureVerbs,
  smallEditVerbs,
} from "./route-words.ts";

type Clause = readonly Token[];

/** True for a word that begins an order. */
export const isOrder = (word: string): boolean =>
  [repairVerbs, smallEditVerbs, featureVerbs, restructureVerbs, otherVerbs].some((verbs) =>
    verbs.has(word),
  );

/** The first word of a clause that is more than politeness. */
export const headOf = (clause: Clause): Token | undefined =>
  clause.find(({ word }) => !polite.has(word) && !/^\d+$/.test(word));

/** Where a word stands for itself: at the end, before a mark, or before a word that begins something else. */
export const standsAlone = (goal: GoalText, token: Token): boolean => {
  const next = goal.tokens[token.at + 1];
  return next === undefined || next.mark || closing.has(next.word) || /^[#\d]/.test(next.word);
};

/** The words of a clause before this one, nearest first. */
export const before = (clause: Clause, token: Token): readonly Token[] =>
  clause.slice(0, clause.indexOf(token)).reverse();
