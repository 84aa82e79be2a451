import type { BudgetEvent } from "../event/budget-event.ts";
import { type PersistentMap, persistentMap } from "../persistent-map.ts";
import { noTokens, type Pool, type PoolTokens } from "./pool.ts";

/** How much may go when room is needed: 1 stays, 2 may be summarised, 3 may be archived. */
export type Tier = 1 | 2 | 3;

/** Something that takes up room in a context. */
export interface BudgetEntry {
  readonly id: string;
  readonly pool: Pool;
  readonly label: string;
  readonly tokens: number;
  readonly tier: Tier;
  /** Whether the caller said how many tokens, or a text's were estimated. */
  readonly measured: "stated" | "estimated";
  /** When it was charged, epoch ms. */
  readonly at: number;
  readonly by: string;
}

/** What a workflow or a session has in its context, by pool. */
export interface Ledger {
  readonly entries: PersistentMap<BudgetEntry>;
  /** The tokens of all entries by pool. */
  readonly charged: PoolTokens;
  /** Soft limits that somebody has set. */
  readonly set: Readonly<Partial<Record<Pool, number>>>;
}

/** Most entries a ledger may have. */
export const entryLimit = 1000;

/** A ledger nothing was written in. */
export const emptyLedger = (): Ledger => ({
  entries: persistentMap(),
  charged: noTokens,
  set: {},
});

/** One more event of a ledger. */
export const evolveLedger = (ledger: Ledger, data: BudgetEvent, at: number): Ledger => {
  switch (data.type) {
    case "budget_charged": {
      const entry = { ...data.entry, at };
      return {
        ...ledger,
        entries: ledger.entries.set(entry.id, entry),
        charged: more(ledger.charged, entry.pool, entry.tokens),
      };
    }
    case "budget_released":
      return data.entries.reduce(without, ledger);
    case "budget_allocated":
      return { ...ledger, set: { ...ledger.set, [data.pool]: data.tokens } };
  }
};

const without = (ledger: Ledger, id: string): Ledger => {
  const entry = ledger.entries.get(id);
  if (entry === undefined) return ledger;
  return {
    ...ledger,
    entries: ledger.entries.delete(id),
    charged: more(ledger.charged, entry.pool, -entry.tokens),
  };
};

const more = (charged: PoolTokens, pool: Pool, tokens: number): PoolTokens => ({
  ...charged,
  [pool]: charged[pool] + tokens,
});
