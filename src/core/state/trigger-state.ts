import type { Trigger } from "../plan/trigger.ts";

/** The triggers of one definition: what starts it by itself. */
export interface TriggerState {
  readonly kind: "trigger";
  readonly id: string;
  readonly version: number;
  /** What is armed; null when nothing starts by itself. */
  readonly armed: ArmedTriggers | null;
  /** When each trigger is due next, epoch ms; null for those that wait for a signal. */
  readonly dues: readonly (number | null)[];
  /** How many workflows were started. */
  readonly fired: number;
  /** What came of the last time; null before the first. */
  readonly last: {
    readonly at: number;
    readonly workflow: string | null;
    /** Why no workflow was started. */
    readonly failure: string | null;
  } | null;
}

/** A version of a definition whose triggers are looked at. */
export interface ArmedTriggers {
  readonly definitionVersion: string;
  /** Lower-case hex SHA-256 of its text. */
  readonly hash: string;
  readonly triggers: readonly Trigger[];
  readonly at: number;
}

/** Prefix of the streams of triggers, one for each definition's name. */
export const triggerPrefix = "trg/";

/** The stream of a definition's triggers. */
export const triggerStream = (definition: string): string =>
  `${triggerPrefix}${encodeURIComponent(definition)}`;

/** The definition whose triggers a stream holds. */
export const triggeredDefinition = (stream: string): string =>
  decodeURIComponent(stream.slice(triggerPrefix.length));

/** Triggers nobody has armed. */
export const initialTrigger = (id: string): TriggerState => ({
  kind: "trigger",
  id,
  version: 0,
  armed: null,
  dues: [],
  fired: 0,
  last: null,
});
