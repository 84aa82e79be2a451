import type { AgentRecord } from "../recovery/agent-record.ts";

/** Which rows a command depends on; the store locks and reads them inside the transaction. */
export interface FactsQuery {
  readonly agents: readonly string[];
  /** True when the command must know who holds which resources. */
  readonly resources: boolean;
  /** Leases that end at or before this time are not counted. Epoch ms. */
  readonly now: number;
}

/** A resource someone is writing under a live lease. */
export interface HeldResource {
  readonly glob: string;
  readonly workflow: string;
  readonly step: string;
  readonly expiresAt: number;
}

/** What was true when the command was decided. */
export interface Facts {
  /** Active attempts under live leases, by agent name; absent means none. */
  readonly loads: ReadonlyMap<string, number>;
  readonly records: ReadonlyMap<string, AgentRecord>;
  readonly held: readonly HeldResource[];
}

/** Facts for commands that need none. */
export const noFacts: FactsQuery = { agents: [], resources: false, now: 0 };
