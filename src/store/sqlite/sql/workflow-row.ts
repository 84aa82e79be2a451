import type { WorkflowRow } from "../../../core/project/row.ts";

/** Reads workflow rows; the caller adds the conditions. */
export const workflowColumns = `SELECT s.name AS workflow, w.title, w.status, w.reason, w.created_at AS createdAt,
  w.updated_at AS updatedAt, w.version, w.total, w.done, w.definition, w.stream AS number
  FROM workflow w JOIN stream s ON s.id = w.stream`;

/** A workflow row as SQLite gives it; `number` is the stream's, which ties of time are ordered by. */
export type StoredWorkflow = Omit<WorkflowRow, "table"> & { readonly number: number };

/** A row as SQLite gives it to the row of the port. */
export const toWorkflow = ({ number: _, ...row }: StoredWorkflow): WorkflowRow => ({
  table: "workflow",
  ...row,
});
