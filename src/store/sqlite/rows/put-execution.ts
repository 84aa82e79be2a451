import type { ExecutionRow } from "../../../core/project/brain-row.ts";
import { type Db, once } from "../db.ts";
import { indexExecution } from "./index-brain.ts";

type Values = Omit<ExecutionRow, "table" | "counts"> & { readonly counts: number };

/** Writes an execution's row and its words into the search index. */
export const putExecution = (db: Db) => {
  const sql = once(() =>
    db.prepare<Values, { id: number }>(
      `INSERT INTO execution (execution, origin, workflow, title, step, handoff, attempt, agent, task, result, status,
         counts, started_at, at, duration_ms, tokens_used, session, contested)
       VALUES (:execution, :origin, :workflow, :title, :step, :handoff, :attempt, :agent, :task, :result, :status,
         :counts, :startedAt, :at, :durationMs, :tokensUsed, :session, :contested)
       ON CONFLICT (execution) DO UPDATE SET result = excluded.result, status = excluded.status,
         counts = excluded.counts, started_at = excluded.started_at, at = excluded.at,
         duration_ms = excluded.duration_ms, tokens_used = excluded.tokens_used,
         contested = excluded.contested
       RETURNING id`,
    ),
  );
  const index = indexExecution(db);
  return ({ table: _, counts, ...row }: ExecutionRow): void => {
    const written = sql().get({ ...row, counts: counts ? 1 : 0 });
    if (written !== undefined) index(written.id, row);
  };
};

/** Counts values of an execution that another step wrote, too. */
export const countContested = (db: Db) => {
  const sql = once(() =>
    db.prepare<[number, string]>(
      "UPDATE execution SET contested = contested + ? WHERE execution = ?",
    ),
  );
  return (execution: string, values: number): void => {
    sql().run(values, execution);
  };
};

/** Puts what was measured in place of what an agent stated. */
export const putMeasured = (db: Db) => {
  const sql = once(() =>
    db.prepare<[number, string]>("UPDATE execution SET tokens_used = ? WHERE execution = ?"),
  );
  return (execution: string, tokens: number): void => {
    sql().run(tokens, execution);
  };
};
