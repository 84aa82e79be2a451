import type { Signal, SignalWait } from "../state/signal-state.ts";

/** What can happen where signals of one name and address meet the waits for them. */
export type SignalEvent =
  /** Nobody waits for it: it is kept for the first wait that comes. */
  | { readonly type: "signal_buffered"; readonly signal: Signal }
  | {
      readonly type: "signal_sent";
      readonly signal: Signal;
      readonly waits: readonly SignalWait[];
      /** Workflows that triggers start with it. */
      readonly starts: readonly { readonly trigger: string; readonly workflow: string }[];
    }
  | { readonly type: "wait_subscribed"; readonly wait: SignalWait }
  | { readonly type: "wait_unsubscribed"; readonly wait: SignalWait }
  /** One of the waits it was sent to has taken it. */
  | { readonly type: "signal_kept"; readonly signal: string }
  /** A person has thrown away one that nobody had taken. */
  | { readonly type: "signal_discarded"; readonly signal: string; readonly reason: string }
  /** A workflow sent it where too many are kept already. */
  | { readonly type: "signal_refused"; readonly signal: Signal; readonly reason: string }
  /** One of the waits it was sent to was over; `left` may still take it. */
  | { readonly type: "signal_declined"; readonly signal: string; readonly left: number };
