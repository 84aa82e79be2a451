import type { StoredEvent } from "../../core/event/stream-event.ts";
import { evolve } from "../../core/evolve/evolve.ts";
import { history } from "../../core/history.ts";
import type { PendingMessage } from "../../core/port/query.ts";
import type { Reply } from "../../core/port/unit.ts";
import { initialState, type StreamState } from "../../core/state/stream-state.ts";
import { emptyTables, type Tables } from "./tables.ts";

/** An event with the text its hash covers. */
export interface KeptEvent {
  readonly event: StoredEvent;
  readonly typeVersion: number;
  readonly text: string;
}

/** All data of a memory store. */
export interface World {
  readonly databaseId: string;
  /** All events in the order of their commits. */
  readonly events: KeptEvent[];
  readonly streams: Map<string, KeptEvent[]>;
  readonly states: Map<string, StreamState>;
  readonly commands: Map<string, { readonly hash: string; readonly reply: Reply }>;
  readonly blobs: Map<string, string>;
  readonly outbox: Map<number, PendingMessage>;
  /** By key, the oldest first. */
  readonly cached: Map<string, Uint8Array>;
  tables: Tables;
  lastMessage: number;
  commits: number;
}

/** A store's data before the first write. */
export const emptyWorld = (databaseId: string): World => ({
  databaseId,
  events: [],
  streams: new Map(),
  states: new Map(),
  commands: new Map(),
  blobs: new Map(),
  outbox: new Map(),
  cached: new Map(),
  tables: emptyTables(),
  lastMessage: 0,
  commits: 0,
});

/** The state of a stream now. */
export const stateOf = (world: World, stream: string): StreamState =>
  world.states.get(stream) ?? initialState(stream);

/** The state after event `version`, on the line that led to it. */
export const stateAt = (world: World, stream: string, version: number): StreamState => {
  const kept = world.streams.get(stream) ?? [];
  const events = kept.slice(0, Math.max(0, version)).map(({ event }) => event);
  return history(events).reduce(evolve, initialState(stream));
};
