import type { WorkflowState } from "../../core/state/workflow-state.ts";
import { type Answer, answer } from "../answer.ts";
import { iso } from "../iso.ts";
import { nextCursor, type PageInput, pageOf, slicePage } from "./page.ts";

/** The points the workflow can return to, newest first. */
export const checkpointsView = (state: WorkflowState, input: PageInput): Answer => {
  const page = pageOf(input, 20);
  if ("code" in page) return page;
  const all = [...state.checkpoints.values()].sort((a, b) => b.version - a.version);
  return answer({
    workflow_id: state.id,
    checkpoints: slicePage(all, page).map((point) => ({
      checkpoint_id: point.id,
      name: point.name,
      version: point.version,
      at: iso(point.at),
      automatic: point.automatic,
      ...(point.note === null ? {} : { note: point.note }),
      ...(point.git === null ? {} : { git: { ...point.git } }),
    })),
    ...nextCursor(page, all.length > page.offset + page.limit),
    next: "resume with checkpoint_id previews a return to it; rewind or fork does it.",
  });
};
