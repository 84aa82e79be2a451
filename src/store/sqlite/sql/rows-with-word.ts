import { asPrefix, type WordCounts } from "../../recall.ts";
import { foldWord } from "../../search-words.ts";
import { type Db, once } from "../db.ts";

/** How many rows of the brain there are at most, and how many have a word, or one that begins with it where that is looked for. */
export const rowsWithWord = (
  db: Db,
): { readonly learnings: WordCounts; readonly executions: WordCounts } => ({
  learnings: countsOf(
    db,
    "SELECT max(id) FROM learning",
    "SELECT sum(doc) FROM learning_vocab WHERE term >= ? AND term < ?",
  ),
  executions: countsOf(
    db,
    "SELECT max(id) FROM execution",
    "SELECT sum(doc) FROM execution_vocab WHERE term >= ? AND term < ?",
  ),
});

const countsOf = (db: Db, lastId: string, sumOfWord: string): WordCounts => {
  const last = once(() => db.prepare<[], number | null>(lastId).pluck());
  const sum = once(() => db.prepare<[string, string], number | null>(sumOfWord).pluck());
  return {
    atMost: () => last().get() ?? 0,
    having: (word) => sum().get(...rangeOf(word)) ?? 0,
  };
};

/** From the first term that counts up to the first beyond. */
const rangeOf = (word: string): readonly [from: string, to: string] => {
  const from = foldWord(word);
  return [from, `${from}${asPrefix(word) ? "\u{10ffff}" : "\u{1}"}`];
};
