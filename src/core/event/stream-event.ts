import type { Actor } from "../actor.ts";
import type { AgentEvent } from "./agent-event.ts";
import type { BrainEvent } from "./brain-event.ts";
import type { DefaultVersionEvent, DefinitionEvent } from "./definition-event.ts";
import type { MemoryEvent } from "./memory-event.ts";
import type { SignalEvent } from "./signal-event.ts";
import type { TriggerEvent } from "./trigger-event.ts";
import type { WorkflowEvent } from "./workflow-event.ts";

/** The content of any event. */
export type EventData =
  | WorkflowEvent
  | MemoryEvent
  | DefinitionEvent
  | DefaultVersionEvent
  | AgentEvent
  | BrainEvent
  | SignalEvent
  | TriggerEvent;

/** An event before the store has given it a place. */
export interface NewEvent {
  readonly data: EventData;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly actor: Actor;
}

/** An event as it stands in a stream. */
export interface StreamEvent extends NewEvent {
  readonly stream: string;
  /** Place in the stream, from 1. */
  readonly version: number;
}

/** An event with its place among all events of the database, and its link of the hash chain. */
export interface StoredEvent extends StreamEvent {
  readonly position: number;
  /** Lower-case hex SHA-256. */
  readonly hash: string;
}
