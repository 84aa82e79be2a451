import type { EventData } from "./stream-event.ts";
import type { TriggerEvent } from "./trigger-event.ts";

const types = {
  triggers_armed: true,
  triggers_disarmed: true,
  trigger_fired: true,
  trigger_failed: true,
  trigger_missed: true,
} as const satisfies Readonly<Record<TriggerEvent["type"], true>>;

/** Whether the event is one of a definition's triggers. */
export const isTriggerEvent = (data: EventData): data is TriggerEvent =>
  Object.hasOwn(types, data.type);
