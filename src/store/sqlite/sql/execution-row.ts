import type { ExecutionRow } from "../../../core/project/brain-row.ts";

/** An execution as SQLite gives it. */
export interface StoredExecution extends Omit<ExecutionRow, "table" | "counts"> {
  readonly counts: number;
}

/** The columns of {@link StoredExecution}, of the table `e`. */
export const executionColumns = `e.execution, e.origin, e.workflow, e.title, e.step, e.handoff, e.attempt, e.agent, e.task,
  e.result, e.status, e.counts, e.started_at AS startedAt, e.at, e.duration_ms AS durationMs,
  e.tokens_used AS tokensUsed, e.session, e.contested`;

/** A row as SQLite gives it to the row of the port. */
export const toExecution = ({ counts, ...row }: StoredExecution): ExecutionRow => ({
  table: "execution",
  ...row,
  counts: counts === 1,
});
