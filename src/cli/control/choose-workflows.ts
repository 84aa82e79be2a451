import type { WorkflowRow } from "../../core/project/row.ts";
import type { Refusal } from "../../core/refusal.ts";
import { isFinalWorkflow, type WorkflowStatus, workflowStatuses } from "../../core/state/status.ts";
import type { Engine } from "../../engine/engine.ts";
import { everyWorkflow } from "../../engine/every-workflow.ts";
import { findWorkflow } from "../../engine/find-by-id.ts";

/** Which workflows are meant: some by name, or all that fit. */
interface Choice {
  readonly ids: readonly string[];
  /** Null: every unfinished one. */
  readonly statuses: readonly WorkflowStatus[] | null;
  /** Unchanged for at least so long. */
  readonly olderThanMs: number;
}

/** The workflows that are meant, the one that changed last first. */
export const chooseWorkflows = async (
  { ports }: Engine,
  { ids, statuses, olderThanMs }: Choice,
): Promise<{ readonly type: "chosen"; readonly rows: readonly WorkflowRow[] } | Refusal> => {
  const rows: WorkflowRow[] = [];
  for (const id of ids) {
    const row = await findWorkflow(ports, id);
    if ("code" in row) return row;
    if (!rows.some(({ workflow }) => workflow === row.workflow)) rows.push(row);
  }
  if (ids.length > 0) return { type: "chosen", rows };
  const before = ports.clock.now() - olderThanMs;
  const open = statuses === null || !statuses.some(isFinalWorkflow);
  for await (const row of everyWorkflow(ports.store, { open })) {
    if (row.updatedAt > before) continue;
    if (statuses === null || statuses.includes(row.status)) rows.push(row);
  }
  return { type: "chosen", rows };
};

/** The statuses of a list with commas; null when none is given, a text when one is unknown. */
export const statusesOf = (text: string | undefined): readonly WorkflowStatus[] | null | string => {
  if (text === undefined) return null;
  const found: WorkflowStatus[] = [];
  for (const name of text.split(",").map((each) => each.trim())) {
    const status = workflowStatuses.find((each) => each === name);
    if (status === undefined)
      return `there is no status ${name}: use ${workflowStatuses.join(", ")}.`;
    found.push(status);
  }
  return found;
};
