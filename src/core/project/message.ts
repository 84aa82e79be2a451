import type { JsonObject } from "../json.ts";
import type { Signal, SignalWait } from "../state/signal-state.ts";
import type { ChildMessage } from "./child-message.ts";

/** What one stream tells another. */
export type Message =
  | ChildMessage
  | { readonly type: "fork_recorded"; readonly workflow: string; readonly version: number }
  | { readonly type: "post_signal"; readonly signal: Signal }
  | { readonly type: "subscribe_wait"; readonly wait: SignalWait }
  | { readonly type: "unsubscribe_wait"; readonly wait: SignalWait }
  | {
      readonly type: "deliver_signal";
      readonly signal: Signal;
      readonly wait: SignalWait;
      /** True when other waits got it, too. */
      readonly shared: boolean;
    }
  | { readonly type: "keep_signal"; readonly signal: string }
  | { readonly type: "return_signal"; readonly signal: Signal; readonly shared: boolean }
  | {
      readonly type: "fire_trigger";
      readonly index: number;
      readonly signal: Signal;
      readonly workflow: string;
    }
  | {
      readonly type: "start_triggered";
      /** The stream of the triggers it comes from. */
      readonly trigger: string;
      readonly definition: string;
      readonly definitionVersion: string;
      readonly input: JsonObject;
      /** How many workflows, up to the one to start, are each started by a signal of the one before; absent for none. */
      readonly chain?: number;
    };
