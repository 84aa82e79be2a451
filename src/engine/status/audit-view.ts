import type { WorkflowState } from "../../core/state/workflow-state.ts";
import { type Answer, answer } from "../answer.ts";
import { iso } from "../iso.ts";
import type { Ports } from "../ports.ts";
import { beforeOf } from "./timeline-view.ts";

/** Every event with who caused it and its link of the hash chain, newest first. */
export const auditView = async (
  ports: Ports,
  state: WorkflowState,
  input: { readonly limit?: number | undefined; readonly cursor?: string | undefined },
): Promise<Answer> => {
  const limit = input.limit ?? 20;
  const before = beforeOf(input.cursor, state.version);
  if (typeof before !== "number") return before;
  const events = await ports.store.eventsBefore(state.id, before, limit);
  const report = await ports.store.verify(state.id);
  const oldest = events.at(-1)?.version ?? 1;
  return answer({
    workflow_id: state.id,
    chain: {
      events: report.events,
      intact: report.faults.length === 0,
      anchored: report.anchored > 0,
      faults: report.faults.slice(0, 5).map((fault) => `${fault.version}: ${fault.what}`),
    },
    audit: events.map((event) => ({
      version: event.version,
      at: iso(event.at),
      type: event.data.type,
      actor: `${event.actor.kind} ${event.actor.name}`,
      ...(event.actor.session === undefined ? {} : { session: event.actor.session }),
      ...("step" in event.data && event.data.step !== null ? { step: event.data.step } : {}),
      hash: event.hash.slice(0, 16),
    })),
    ...(oldest > 1 ? { cursor: String(oldest) } : {}),
  });
};
