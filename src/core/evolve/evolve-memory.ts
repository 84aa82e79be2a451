import type { MemoryEvent } from "../event/memory-event.ts";
import type { StreamEvent } from "../event/stream-event.ts";
import type { MemoryState } from "../state/memory-state.ts";

/** One more value of a key. */
export const evolveMemory = (
  state: MemoryState,
  event: StreamEvent,
  data: MemoryEvent,
): MemoryState => ({
  kind: "memory",
  id: state.id,
  version: event.version,
  value: data.value,
  by: data.by,
  at: event.at,
  tags: data.tags,
  expiresAt: data.expiresAt,
});
