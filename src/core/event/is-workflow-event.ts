import type { EventData } from "./stream-event.ts";
import type { WorkflowEvent } from "./workflow-event.ts";

/** Events of the other kinds of streams. */
const others = {
  memory_set: true,
  definition_kept: true,
  default_version_set: true,
  session_started: true,
  session_ended: true,
  execution_began: true,
  execution_ended: true,
  brain_imported: true,
  signal_buffered: true,
  signal_sent: true,
  wait_subscribed: true,
  wait_unsubscribed: true,
  signal_kept: true,
  signal_declined: true,
  signal_discarded: true,
  signal_refused: true,
  triggers_armed: true,
  triggers_disarmed: true,
  trigger_fired: true,
  trigger_failed: true,
  trigger_missed: true,
  circuit_reset: true,
} as const satisfies Readonly<Record<Exclude<EventData, WorkflowEvent>["type"], true>>;

/** Whether the event is one of a workflow's. */
export const isWorkflowEvent = (data: EventData): data is WorkflowEvent =>
  !Object.hasOwn(others, data.type);
