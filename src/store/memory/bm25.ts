import { asPrefix } from "../recall.ts";
import { foldWord } from "../search-words.ts";
import { foldedWords } from "./search.ts";

/** A row with the words it is searched by. */
export interface Searched<R> {
  readonly row: R;
  readonly text: string;
}

const k1 = 1.2;
const b = 0.75;

/** Rows that have any of the words, with the rank FTS5's bm25 gives them, best first. */
export const bm25 = <R>(
  rows: readonly Searched<R>[],
  asked: readonly string[],
): readonly { readonly row: R; readonly score: number }[] => {
  const documents = rows.map(({ row, text }) => ({ row, words: foldedWords(text) }));
  const total = documents.reduce((sum, { words }) => sum + words.length, 0);
  const average = total / Math.max(1, documents.length);
  const wanted = asked.map((word) => {
    const folded = foldWord(word);
    const fits = (has: string): boolean =>
      has === folded || (asPrefix(word) && has.startsWith(folded));
    const holders = documents.filter(({ words }) => words.some(fits)).length;
    const rarity = Math.log((documents.length - holders + 0.5) / (holders + 0.5));
    return { fits, rarity: rarity <= 0 ? 1e-6 : rarity };
  });
  return documents
    .map(({ row, words }) => {
      let score = 0;
      for (const { fits, rarity } of wanted) {
        const hits = words.filter(fits).length;
        score += (rarity * hits * (k1 + 1)) / (hits + k1 * (1 - b + (b * words.length) / average));
      }
      return { row, score };
    })
    .filter(({ score }) => score > 0)
    .sort((x, y) => y.score - x.score);
};
