import type { SessionEvent } from "./brain-event.ts";
import type { EventData } from "./stream-event.ts";

const types = {
  session_started: true,
  session_ended: true,
  execution_began: true,
  execution_ended: true,
} as const satisfies Readonly<Record<SessionEvent["type"], true>>;

/** Whether the event is one of a brain session's. */
export const isSessionEvent = (data: EventData): data is SessionEvent =>
  Object.hasOwn(types, data.type);
