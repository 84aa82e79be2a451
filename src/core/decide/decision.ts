import type { NewEvent } from "../event/stream-event.ts";
import type { OutboxMessage, RowChange } from "../project/row.ts";
import type { Refusal } from "../refusal.ts";
import type { StreamState } from "../state/stream-state.ts";

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
