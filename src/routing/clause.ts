import type { GoalText, Token } from "./goal-text.ts";
import {
  closing,
  featureVerbs,
  nounsToo,
  otherVerbs,
  polite,
  repairVerbs,
  reportingVerbs,
  restructureVerbs,
  smallEditVerbs,
  statementVerbs,
} from "./route-words.ts";

type Clause = readonly Token[];

/** True for a word that begins an order. */
export const isOrder = (word: string): boolean =>
  [repairVerbs, smallEditVerbs, featureVerbs, restructureVerbs, otherVerbs].some((verbs) =>
    verbs.has(word),
  );

/** The first word of a clause that is more than politeness, and not merely what the clause tells of. */
export const headOf = (clause: Clause): Token | undefined =>
  clause.find(
    ({ word }, at) => !polite.has(word) && !/^\d+$/.test(word) && !isSubject(word, clause[at + 1]),
  );

/** "Support says" and "the build is red" order nothing. */
export const isSubject = (word: string, next: Token | undefined): boolean =>
  nounsToo.has(word) &&
  next !== undefined &&
  (statementVerbs.has(next.word) || reportingVerbs.has(next.word));

/** Where a word stands for itself: at the end, before a mark, or before a word that begins something else. */
export const standsAlone = (goal: GoalText, token: Token): boolean => {
  const next = goal.tokens[token.at + 1];
  return next === undefined || next.mark || closing.has(next.word) || /^[#\d]/.test(next.word);
};

/** The words of a clause before this one, nearest first. */
export const before = (clause: Clause, token: Token): readonly Token[] =>
  clause.slice(0, clause.indexOf(token)).reverse();
