import type { BudgetEntry } from "../budget/ledger.ts";
import type { Pool } from "../budget/pool.ts";
import type { Countdown, LimitKind } from "../budget/spend.ts";

/** What happens in the ledger of a workflow or of a session. */
export type BudgetEvent =
  | { readonly type: "budget_charged"; readonly entry: Omit<BudgetEntry, "at"> }
  | {
      readonly type: "budget_released";
      /** Ids of the entries. */
      readonly entries: readonly string[];
      readonly reason: string;
    }
  | { readonly type: "budget_allocated"; readonly pool: Pool; readonly tokens: number };

/** What happens to a workflow's limits. */
export type LimitEvent =
  /** A human allowed so much more. */
  | {
      readonly type: "limit_raised";
      readonly limit: Exclude<LimitKind, "wall">;
      readonly by: number;
    }
  /** The time of the workflow stands still, or goes on. */
  | ({ readonly type: "wall_moved" } & Countdown);
