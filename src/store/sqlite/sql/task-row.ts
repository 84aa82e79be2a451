import type { TaskRow } from "../../../core/project/row.ts";

/** Reads task rows; the caller adds the conditions. */
export const taskColumns = `SELECT t.task, s.name AS workflow, t.step, t.kind, t.title, t.status,
  t.opened_at AS openedAt, t.assignees FROM task t JOIN stream s ON s.id = t.stream`;

/** A task's row as SQLite gives it. */
export interface StoredTask extends Omit<TaskRow, "table" | "assignees"> {
  /** JSON. */
  readonly assignees: string;
}

/** A row as SQLite gives it to the row of the port. */
export const toTask = ({ assignees, ...row }: StoredTask): TaskRow => ({
  table: "task",
  ...row,
  assignees: JSON.parse(assignees),
});
