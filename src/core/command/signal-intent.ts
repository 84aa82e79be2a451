import type { Message } from "../project/message.ts";
import type { Signal } from "../state/signal-state.ts";

/** A trigger that a signal may fire, if no wait takes it. */
export interface TriggerCandidate {
  /** The stream of its definition's triggers. */
  readonly trigger: string;
  readonly index: number;
  readonly when: string | null;
}

/** What is wanted of a stream of signals, or of a workflow that waits for one. */
export type SignalIntent =
  | {
      readonly type: "post_signal";
      readonly signal: Signal;
      readonly candidates: readonly TriggerCandidate[];
      /** True when a workflow has sent it: nobody is there to be told no. */
      readonly emitted: boolean;
    }
  | {
      readonly type: "discard_signals";
      readonly signals: readonly string[];
      readonly reason: string;
    }
  | Extract<
      Message,
      {
        readonly type:
          | "subscribe_wait"
          | "unsubscribe_wait"
          | "deliver_signal"
          | "keep_signal"
          | "return_signal";
      }
    >;
