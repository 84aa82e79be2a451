import type { Message } from "../project/message.ts";
import type { ArmedTriggers } from "../state/trigger-state.ts";

/** What is wanted of the triggers of a definition. */
export type TriggerIntent =
  | { readonly type: "arm_triggers"; readonly armed: Omit<ArmedTriggers, "at"> }
  | { readonly type: "disarm_triggers" }
  | Extract<Message, { readonly type: "fire_trigger" }>
  /** The workflow it was to start could not be started. */
  | { readonly type: "note_start_failed"; readonly workflow: string; readonly reason: string };
