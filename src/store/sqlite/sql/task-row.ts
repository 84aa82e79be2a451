import type { TaskRow } from "../../../core/project/row.ts";

/** Reads task rows; the caller adds the conditions. */
export const taskColumns = `SELECT t.task, s.name AS workflow, t.step, t.kind, t.title, t.status,
  t.opened_at AS openedAt FROM task t JOIN stream s ON s.id = t.stream`;

/** A row as SQLite gives it to the row of the port. */
export const toTask = (row: Omit<TaskRow, "table">): TaskRow => ({ table: "task", ...row });
