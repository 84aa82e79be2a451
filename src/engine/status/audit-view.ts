import type { Actor } from "../../core/actor.ts";
import type { EventData } from "../../core/event/stream-event.ts";
import type { JsonObject } from "../../core/json.ts";
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
      actor: actorText(event.actor),
      ...(event.actor.session === undefined ? {} : { session: event.actor.session }),
      ...("step" in event.data && event.data.step !== null ? { step: event.data.step } : {}),
      ...decisionIn(event.data),
      hash: event.hash.slice(0, 16),
    })),
    ...(oldest > 1 ? { cursor: String(oldest) } : {}),
  });
};

const actorText = ({ kind, name, account }: Actor): string =>
  `${kind} ${name}${account === undefined ? "" : ` (user ${account})`}`;

/** What a human decided, how it came, and what they had been shown. */
const decisionIn = (data: EventData): JsonObject => {
  const said =
    data.type === "task_decided"
      ? data.outcome
      : data.type === "approval_voted"
        ? data.vote
        : data.type === "task_reassigned"
          ? data.decided
          : null;
  if (said === null || !("task" in data) || typeof data.task !== "string") return {};
  const { decision, by, channel, comment, shown, shownHash } = said;
  return {
    task_id: data.task,
    decision,
    by: actorText(by),
    how: channel,
    ...(comment === null ? {} : { comment }),
    shown,
    shown_sha256: shownHash,
  };
};
