import type { AgentRecord } from "../recovery/agent-record.ts";

/** Which rows a command depends on; the store locks and reads them inside the transaction. */
export interface FactsQuery {
  readonly agents: readonly string[];
  /** True when the command must know who holds which resources. */
  readonly resources: boolean;
  /** True when the command must know what is in use of pools and of the capacity. */
  readonly usage: boolean;
  /** True when the command must know how many open tasks each person is asked. */
  readonly people: boolean;
  /** True when the command must know how many signals are kept. */
  readonly signals: boolean;
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
  /** Units of pools that attempts under live leases use; absent means none. */
  readonly pools: ReadonlyMap<string, number>;
  /** Attempts under live leases, of all workflows. */
  readonly active: number;
  /** Open tasks by the name of the person they are for; absent means none. */
  readonly asked: ReadonlyMap<string, number>;
  /** Signals of the project that nobody has taken. */
  readonly kept: number;
}

/** Facts for commands that need none. */
export const noFacts: FactsQuery = {
  agents: [],
  resources: false,
  usage: false,
  people: false,
  signals: false,
  now: 0,
};
