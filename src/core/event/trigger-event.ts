import type { JsonObject } from "../json.ts";
import type { ArmedTriggers } from "../state/trigger-state.ts";

/** What can happen to the triggers of one definition. */
export type TriggerEvent =
  | {
      readonly type: "triggers_armed";
      readonly armed: Omit<ArmedTriggers, "at">;
      readonly dues: readonly (number | null)[];
    }
  | { readonly type: "triggers_disarmed" }
  | {
      readonly type: "trigger_fired";
      readonly index: number;
      /** The workflow it starts. */
      readonly workflow: string;
      readonly input: JsonObject;
      /** The signal it was; null for a time. */
      readonly signal: string | null;
      /** When it is due again. */
      readonly due: number | null;
    }
  | {
      readonly type: "trigger_failed";
      readonly index: number | null;
      /** The workflow that was to be started, where it had got an id. */
      readonly workflow: string | null;
      readonly reason: string;
      readonly dues: readonly (number | null)[];
    }
  /** A signal came for a trigger that is no longer armed, and went back. */
  | { readonly type: "trigger_missed"; readonly signal: string };
