import { asPrefix } from "../../recall.ts";
import { foldWord } from "../../search-words.ts";
import { type Db, once } from "../db.ts";

/** How many rows of the brain have a word, or one that begins with it where that is looked for. */
export const rowsWithWord = (db: Db) => {
  const learnings = once(() =>
    db
      .prepare<[string, string], number | null>(
        "SELECT sum(doc) FROM learning_vocab WHERE term >= ? AND term < ?",
      )
      .pluck(),
  );
  const executions = once(() =>
    db
      .prepare<[string, string], number | null>(
        "SELECT sum(doc) FROM execution_vocab WHERE term >= ? AND term < ?",
      )
      .pluck(),
  );
  return {
    learningsWith: (word: string): number => learnings().get(...rangeOf(word)) ?? 0,
    executionsWith: (word: string): number => executions().get(...rangeOf(word)) ?? 0,
  };
};

/** From the first term that counts up to the first beyond. */
const rangeOf = (word: string): readonly [from: string, to: string] => {
  const from = foldWord(word);
  return [from, `${from}${asPrefix(word) ? "\u{10ffff}" : "\u{1}"}`];
};
