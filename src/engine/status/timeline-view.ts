import type { Refusal } from "../../core/refusal.ts";
import type { WorkflowState } from "../../core/state/workflow-state.ts";
import { type Answer, answer } from "../answer.ts";
import { iso } from "../iso.ts";
import type { Ports } from "../ports.ts";
import { pageOf } from "./page.ts";
import { sentenceOf } from "./sentence.ts";

/** What happened, newest first, a sentence each. */
export const timelineView = async (
  ports: Ports,
  state: WorkflowState,
  input: { readonly limit?: number | undefined; readonly cursor?: string | undefined },
): Promise<Answer> => {
  const limit = input.limit ?? 30;
  const before = beforeOf(input.cursor, state.version);
  if (typeof before !== "number") return before;
  const events = await ports.store.eventsBefore(state.id, before, limit);
  const oldest = events.at(-1)?.version ?? 1;
  return answer({
    workflow_id: state.id,
    status: state.status,
    timeline: events.flatMap((event) => {
      const what = sentenceOf(event.data);
      return what === null ? [] : [{ at: iso(event.at), version: event.version, what }];
    }),
    ...(oldest > 1 ? { cursor: String(oldest) } : {}),
  });
};

/** Versions below this one are shown; the cursor of a page is the oldest version it has shown. */
export const beforeOf = (cursor: string | undefined, version: number): number | Refusal => {
  const page = pageOf({ cursor }, 1);
  if ("code" in page) return page;
  return cursor === undefined ? version + 1 : page.offset;
};
