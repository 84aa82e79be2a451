import type { AgentExperience, RecallHit, RecallQuery } from "../../../core/port/brain-query.ts";
import {
  affordableWords,
  anyWord,
  experienceOf,
  rankHits,
  recallCandidates,
  recallWords,
} from "../../recall.ts";
import { type Db, once } from "../db.ts";
import { executionColumns, type StoredExecution, toExecution } from "./execution-row.ts";
import { learningColumns, type StoredLearning, toLearning } from "./learning.ts";
import { rowsWithWord } from "./rows-with-word.ts";
import { unseen } from "./unseen.ts";

interface Scored {
  readonly score: number;
}

/** Learnings and executions by their words; the cross join makes SQLite ask the search index first. */
export const readRecall = (db: Db) => {
  const learnings = once(() =>
    db.prepare<[string], StoredLearning & Scored>(
      `SELECT ${learningColumns}, -learning_text.rank AS score
       FROM learning_text CROSS JOIN learning l ON l.id = learning_text.rowid
       WHERE learning_text MATCH ? ORDER BY learning_text.rank LIMIT ${recallCandidates}`,
    ),
  );
  const executions = once(() =>
    db.prepare<[string], StoredExecution & Scored>(
      `SELECT ${executionColumns}, -execution_text.rank AS score
       FROM execution_text CROSS JOIN execution e ON e.id = execution_text.rowid
       WHERE execution_text MATCH ? ORDER BY execution_text.rank LIMIT ${recallCandidates}`,
    ),
  );
  const counts = rowsWithWord(db);
  return (query: RecallQuery): readonly RecallHit[] => {
    const words = recallWords(query.text);
    const hits: RecallHit[] = [];
    if (query.kinds.includes("learning")) {
      const asked = anyWord(affordableWords(words, counts.learnings));
      for (const { score, ...row } of asked === null ? [] : learnings().all(asked)) {
        hits.push({ kind: "learning", row: toLearning(row), score });
      }
    }
    if (query.kinds.includes("execution")) {
      const asked = anyWord(affordableWords(words, counts.executions));
      for (const { score, ...row } of asked === null ? [] : executions().all(asked)) {
        hits.push({ kind: "execution", row: toExecution(row), score });
      }
    }
    return rankHits(hits, query);
  };
};

/** How agents have done on work with the same words. */
export const readExperience = (db: Db) => {
  const sql = once(() =>
    db.prepare<[string, number], StoredExecution>(
      `SELECT ${executionColumns} FROM execution_text CROSS JOIN execution e ON e.id = execution_text.rowid
       WHERE execution_text MATCH ? AND e.counts = 1 ORDER BY execution_text.rank LIMIT ${unseen}`,
    ),
  );
  const counts = rowsWithWord(db).executions;
  return (query: { readonly text: string; readonly limit: number }): readonly AgentExperience[] => {
    const words = recallWords(query.text);
    const asked = anyWord(affordableWords(words, counts));
    if (asked === null) return [];
    return experienceOf(sql().all(asked, recallCandidates).map(toExecution), words, query.limit);
  };
};
