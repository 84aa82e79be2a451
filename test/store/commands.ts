import type { Actor } from "../../src/core/actor.ts";
import type { EventData, StreamEvent } from "../../src/core/event/stream-event.ts";
import { evolve } from "../../src/core/evolve/evolve.ts";
import type { JsonObject } from "../../src/core/json.ts";
import type { Clock } from "../../src/core/port/clock.ts";
import { type Facts, type FactsQuery, noFacts } from "../../src/core/port/facts.ts";
import type { Unit, Verdict } from "../../src/core/port/unit.ts";
import { project } from "../../src/core/project/project.ts";
import type { OutboxMessage, RowChange } from "../../src/core/project/row.ts";
import type { StreamState } from "../../src/core/state/stream-state.ts";

export const actor: Actor = { kind: "agent", name: "builder", session: "s-1" };

/** The machine's own clock. */
export const realClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  random: () => Math.random(),
};

/** What a test's command may say besides its events. */
export interface CommandOptions {
  readonly at?: number;
  readonly command?: Unit["command"];
  readonly reply?: JsonObject;
  readonly messages?: readonly OutboxMessage[];
  readonly blobs?: Unit["blobs"];
  readonly delivers?: number;
  readonly facts?: FactsQuery;
  readonly seen?: (state: StreamState, facts: Facts) => void;
  /** The state a rewind returns to; a real engine asks the store for it. */
  readonly rewindsTo?: StreamState;
}

/** Folds and projects events as the engine does. */
export const verdictOf = (
  state: StreamState,
  stream: string,
  data: readonly EventData[],
  options: CommandOptions = {},
): Verdict => {
  const { at = 1_000, reply = { done: true }, messages = [] } = options;
  const rows: RowChange[] = [];
  let after = state;
  for (const one of data) {
    const event: StreamEvent = { stream, version: after.version + 1, at, actor, data: one };
    const base = one.type === "rewound" && options.rewindsTo ? options.rewindsTo : after;
    const next = evolve(base, event);
    rows.push(...project(after, next, event));
    after = next;
  }
  return {
    type: "commit",
    events: data.map((one) => ({ data: one, at, actor })),
    rows,
    messages,
    after,
    reply: { type: "content", content: reply },
  };
};

/** A command that appends the events, whatever the state. */
export const append = (
  stream: string,
  data: readonly EventData[] | ((state: StreamState) => readonly EventData[]),
  options: CommandOptions = {},
): Unit => ({
  stream,
  command: options.command ?? null,
  facts: options.facts ?? noFacts,
  blobs: options.blobs ?? [],
  ...(options.delivers === undefined ? {} : { delivers: options.delivers }),
  decide: (state, facts) => {
    options.seen?.(state, facts);
    const events = typeof data === "function" ? data(state) : data;
    return verdictOf(state, stream, events, options);
  },
});
