import type { WorkflowRow } from "../../core/project/row.ts";
import type { controlActions } from "../../engine/control-actions.ts";
import type { Engine } from "../../engine/engine.ts";
import { plain } from "../run/plain.ts";

/** What a person sees before it is done. */
interface Listed {
  readonly lines: readonly string[];
  /** Workflows it cannot be done to, which are left alone. */
  readonly impossible: ReadonlySet<string>;
}

/** Lists workflows with what an action would do to each: what is undone, and what nobody can undo. */
export const listChosen = async (
  engine: Engine,
  action: (typeof controlActions)[number],
  rows: readonly WorkflowRow[],
  step: string | null,
): Promise<Listed> => {
  const lines: string[] = [];
  const impossible = new Set<string>();
  for (const { workflow, status, title, updatedAt } of rows) {
    const since = new Date(updatedAt).toISOString();
    lines.push(`${workflow} ${status} since ${since}: ${plain(title)}`);
    if (action !== "compensate") continue;
    const shown = await engine.showCompensation(workflow, step);
    if (shown.type === "refused") {
      impossible.add(workflow);
      lines.push(`  cannot be undone: ${plain(shown.message)}`);
      continue;
    }
    lines.push(`  undone, in this order: ${plain(shown.undo.join(", "))}`);
    if (shown.stays.length > 0)
      lines.push(`  nobody can undo, and stays: ${plain(shown.stays.join(", "))}`);
  }
  return { lines, impossible };
};
