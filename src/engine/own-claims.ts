import type { KeepAlive } from "./due/keep-alive.ts";

/** What this process holds, and is about to. */
export interface OwnClaims {
  /** Leases it keeps alive. */
  readonly held: KeepAlive;
  /** Handoffs it is claiming right now, so that its callers do not run after the same one. */
  readonly claiming: Set<string>;
}
