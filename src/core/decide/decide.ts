import type { Command } from "../command/command.ts";
import type { NewEvent } from "../event/stream-event.ts";
import type { OutboxMessage, RowChange } from "../project/row.ts";
import type { Refusal } from "../refusal.ts";
import type { Rules } from "../rules.ts";
import type { StreamState } from "../state/stream-state.ts";
import { decideMemory } from "./decide-memory.ts";
import { decideWorkflow } from "./decide-workflow.ts";

/** Events to append, with all that follows from them. `events` may be empty: then nothing needs doing. */
export interface Decision {
  readonly type: "decided";
  readonly events: readonly NewEvent[];
  readonly rows: readonly RowChange[];
  readonly messages: readonly OutboxMessage[];
  readonly after: StreamState;
  /** Set when the caller must be told no although something was recorded. */
  readonly refusal: Refusal | null;
}

/** What a command leads to: events or a refusal. Total, synchronous and without side effects. */
export const decide = (state: StreamState, command: Command, rules: Rules): Decision | Refusal => {
  if (state.kind === "memory") return decideMemory(state, command);
  return decideWorkflow(state, command, rules);
};
