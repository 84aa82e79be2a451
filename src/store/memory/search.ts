import type { Json } from "../../core/json.ts";
import type { MemoryRow } from "../../core/project/row.ts";
import { askedWords, foldWord, stringsIn, wordsOf } from "../search-words.ts";

/** The words of a text without case and marks. */
export const foldedWords = (text: string): readonly string[] => wordsOf(text).map(foldWord);

/**
 * How well a row fits a text; null when a word is missing. Like the SQLite store: every word must occur, the last one also as the
 * beginning of a longer word, and matches in the key weigh most, then tags, then the value.
 */
export const scoreOf = (row: MemoryRow, value: Json, text: string): number | null => {
  const asked = askedWords(text).map(foldWord);
  if (asked.length === 0) return null;
  const fields = [
    { weight: 4, words: foldedWords(row.key) },
    { weight: 2, words: row.tags.flatMap(foldedWords) },
    { weight: 1, words: foldedWords(stringsIn(value)) },
  ];
  let score = 0;
  for (const [i, word] of asked.entries()) {
    const isLast = i === asked.length - 1;
    let gained = 0;
    for (const { weight, words } of fields) {
      const hits = words.filter((has) => has === word || (isLast && has.startsWith(word))).length;
      if (hits > 0) gained += (weight * hits) / (hits + 1 + words.length / 50);
    }
    if (gained === 0) return null;
    score += gained;
  }
  return score;
};
