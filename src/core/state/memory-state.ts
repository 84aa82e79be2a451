import type { StoredValue } from "../stored-value.ts";

/** One key of project or session memory; its stream's version is the key's version. */
export interface MemoryState {
  readonly kind: "memory";
  readonly id: string;
  readonly version: number;
  readonly value: StoredValue | null;
  readonly by: string;
  readonly at: number;
  readonly tags: readonly string[];
  readonly expiresAt: number | null;
}

/** A key nobody has set yet. */
export const initialMemory = (id: string): MemoryState => ({
  kind: "memory",
  id,
  version: 0,
  value: null,
  by: "",
  at: 0,
  tags: [],
  expiresAt: null,
});
