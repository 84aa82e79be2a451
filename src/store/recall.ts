import { normalised } from "../core/brain/learning.ts";
import type { AgentExperience, RecallHit } from "../core/port/brain-query.ts";
import type { ExecutionRow } from "../core/project/brain-row.ts";
import { foldWord, wordsOf } from "./search-words.ts";

/** Rows that are ranked further, the best by their words alone. */
export const recallCandidates = 200;
/** The part of a rank that depends on age halves every so many days. */
export const recallHalfLifeDays = 30;
/** How many of an agent's last successes its median is of. */
export const durationsKept = 50;

/** Words of a query that are looked for: each more costs as much as all rows that have it. */
const maxWords = 16;

/** What is searched of an execution. */
export const executionWords = (row: Pick<ExecutionRow, "title" | "task" | "result">): string =>
  [row.title, row.task, row.result ?? ""].join("\n");

/** The words of a text that are looked for. */
export const recallWords = (text: string): readonly string[] => {
  const words = new Map(wordsOf(text).map((word) => [foldWord(word), word]));
  return [...words.values()].slice(0, maxWords);
};

/** Whether a word is also looked for as the beginning of a longer one. */
export const asPrefix = (word: string): boolean => word.length >= 4;

/** Rows that are ranked by their words for one query; a common word alone may have more. */
const affordableRows = 5_000;

/** What is known of a table's words. */
export interface WordCounts {
  /** No more rows than this are in the table. */
  atMost(): number;
  /** The rows that have a word. */
  having(word: string): number;
}

/**
 * The rarer words, as many as can be looked for without ranking a large part of the table: common ones tell little
 * and cost most. In a small table all can, and they need not be counted; in an empty one none has to be.
 */
export const affordableWords = (
  words: readonly string[],
  counts: WordCounts,
): readonly string[] => {
  const rows = counts.atMost();
  if (rows === 0) return [];
  if (words.length * rows <= affordableRows) return words;
  const counted = words
    .map((word) => ({ word, rows: counts.having(word) }))
    .sort((a, b) => a.rows - b.rows);
  let sum = 0;
  const affordable = counted.filter(({ rows }) => {
    const first = sum === 0;
    sum += rows;
    return first || sum <= affordableRows;
  });
  return affordable.map(({ word }) => word);
};

/** The words as an FTS5 query that asks for any of them; null when there is none. */
export const anyWord = (words: readonly string[]): string | null =>
  words.length === 0
    ? null
    : words.map((word) => (asPrefix(word) ? `"${word}"*` : `"${word}"`)).join(" OR ");

/** The ranks with age in them, the same thing only once, best first. */
export const rankHits = (
  hits: readonly RecallHit[],
  { now, limit }: { readonly now: number; readonly limit: number },
): readonly RecallHit[] => {
  const seen = new Set<string>();
  return hits
    .map((hit) => ({ ...hit, score: hit.score * freshness(now - lastOf(hit)) }))
    .sort((a, b) => b.score - a.score || lastOf(b) - lastOf(a))
    .filter((hit) => {
      const key = sameness(hit);
      if (seen.has(key)) return false;
      seen.add(key);
      return true;
    })
    .slice(0, limit);
};

const lastOf = (hit: RecallHit): number => (hit.kind === "learning" ? hit.row.lastAt : hit.row.at);

const sameness = (hit: RecallHit): string =>
  hit.kind === "learning"
    ? hit.row.learning
    : JSON.stringify([hit.row.agent, normalised(hit.row.task)]);

/** 1 for what is new, and never below a half: what is old may still be the best there is. */
const freshness = (ageMs: number): number =>
  0.5 + 0.5 * 2 ** (-Math.max(0, ageMs) / (recallHalfLifeDays * 86_400_000));

/** Executions this little alike are no experience. */
const leastShare = 1 / 3;

/** What executions that count say of their agents, for the words of a goal. */
export const experienceOf = (
  rows: readonly ExecutionRow[],
  words: readonly string[],
  limit: number,
): readonly AgentExperience[] => {
  const sums = new Map<string, { completed: number; failed: number; shares: number }>();
  for (const row of rows) {
    const share = shareOf(words, `${row.title}\n${row.task}`);
    if (share < leastShare) continue;
    const sum = sums.get(row.agent) ?? { completed: 0, failed: 0, shares: 0 };
    if (row.status === "completed") sum.completed++;
    else sum.failed++;
    sum.shares += share;
    sums.set(row.agent, sum);
  }
  return [...sums]
    .map(([agent, { completed, failed, shares }]) => {
      return { agent, completed, failed, similarity: shares / (completed + failed) };
    })
    .sort((a, b) => b.completed * b.similarity - a.completed * a.similarity || byName(a, b))
    .slice(0, limit);
};

const byName = (a: AgentExperience, b: AgentExperience): number => (a.agent < b.agent ? -1 : 1);

const shareOf = (words: readonly string[], text: string): number => {
  const has = [...new Set(wordsOf(text).map(foldWord))];
  const found = words.filter((asked) => {
    const word = foldWord(asked);
    return has.some((each) => each === word || (asPrefix(asked) && each.startsWith(word)));
  });
  return words.length === 0 ? 0 : found.length / words.length;
};
