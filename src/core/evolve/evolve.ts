import type { StreamEvent } from "../event/stream-event.ts";
import type { StreamState } from "../state/stream-state.ts";
import { evolveMemory } from "./evolve-memory.ts";
import { evolveWorkflow } from "./evolve-workflow.ts";

/**
 * The state after one more event. Only copies what the event says: every consequence is an event of its own.
 * For `rewound` the caller passes the state as it was after `toVersion`.
 */
export const evolve = (state: StreamState, event: StreamEvent): StreamState => {
  if (state.kind === "memory") {
    return event.data.type === "memory_set" ? evolveMemory(state, event, event.data) : state;
  }
  return event.data.type === "memory_set" ? state : evolveWorkflow(state, event, event.data);
};
