import type { ExecutionRow } from "../../../core/project/brain-row.ts";
import { executionWords } from "../../recall.ts";
import { type Db, once } from "../db.ts";

/** Puts the words of an execution into its search index, in the place of its former ones. */
export const indexExecution = (db: Db) => {
  const sql = once(() =>
    db.prepare<[number, string]>(
      "INSERT OR REPLACE INTO execution_text (rowid, words) VALUES (?, ?)",
    ),
  );
  return (id: number, row: Pick<ExecutionRow, "title" | "task" | "result">): void => {
    sql().run(id, executionWords(row));
  };
};

/** Puts the words of a learning into its search index. */
export const indexLearning = (db: Db) => {
  const sql = once(() =>
    db.prepare<[number, string]>(
      "INSERT OR REPLACE INTO learning_text (rowid, words) VALUES (?, ?)",
    ),
  );
  return (id: number, text: string): void => {
    sql().run(id, text);
  };
};
