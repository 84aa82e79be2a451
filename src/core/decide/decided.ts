import type { Command } from "../command/command.ts";
import type { EventData, NewEvent } from "../event/stream-event.ts";
import { evolve } from "../evolve/evolve.ts";
import { project } from "../project/project.ts";
import type { OutboxMessage, RowChange } from "../project/row.ts";
import type { StreamState } from "../state/stream-state.ts";
import type { Decision } from "./decision.ts";

/** The decision that these events are, with the rows and the state that follow from them. */
export const decided = (
  state: StreamState,
  { at, actor }: Command,
  data: readonly EventData[],
  messages: readonly OutboxMessage[] = [],
): Decision => {
  const rows: RowChange[] = [];
  const events: NewEvent[] = [];
  let after = state;
  for (const each of data) {
    const event = { data: each, at, actor };
    const placed = { ...event, stream: state.id, version: after.version + 1 };
    const next = evolve(after, placed);
    rows.push(...project(after, next, placed));
    events.push(event);
    after = next;
  }
  return { type: "decided", events, rows, messages, after, refusal: null };
};
