import type { StoredValue } from "../stored-value.ts";

/** What can happen to one key of project or session memory. */
export interface MemoryEvent {
  readonly type: "memory_set";
  readonly value: StoredValue;
  readonly by: string;
  readonly tags: readonly string[];
  readonly expiresAt: number | null;
}
