import type { SignalEvent } from "./signal-event.ts";
import type { EventData } from "./stream-event.ts";

const types = {
  signal_buffered: true,
  signal_sent: true,
  wait_subscribed: true,
  wait_unsubscribed: true,
  signal_kept: true,
  signal_declined: true,
  signal_discarded: true,
  signal_refused: true,
} as const satisfies Readonly<Record<SignalEvent["type"], true>>;

/** Whether the event is one of a stream of signals. */
export const isSignalEvent = (data: EventData): data is SignalEvent =>
  Object.hasOwn(types, data.type);
