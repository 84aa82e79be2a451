/**
 * What costs time to work out again, kept by the hash of what it comes from. It is no history and no derived row: whatever is
 * kept may be gone, and is then worked out anew.
 */
export interface Cache {
  /** What is kept under the key, byte for byte; null when nothing sound is. */
  findCached(key: string): Promise<Uint8Array | null>;
  /** Keeps it where there is a database already, and forgets the oldest. Waits for nobody and never fails. */
  putCached(key: string, content: Uint8Array): Promise<void>;
}

/** How many are kept. */
export const mostCached = 4;
/** Larger ones are not kept, in bytes. */
export const largestCached = 16_777_216;
