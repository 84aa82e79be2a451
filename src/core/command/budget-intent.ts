import type { Tier } from "../budget/ledger.ts";
import type { Pool } from "../budget/pool.ts";

/** What a caller wants done to a ledger. */
export type BudgetIntent =
  | {
      readonly type: "charge_budget";
      readonly pool: Pool;
      /** Null: the entry gets a name of its own. What is there under the label is replaced. */
      readonly label: string | null;
      readonly tokens: number;
      readonly tier: Tier;
      readonly measured: "stated" | "estimated";
      readonly by: string;
    }
  | {
      readonly type: "release_budget";
      /** A label or the id of an entry; null releases the pool. */
      readonly label: string | null;
      readonly pool: Pool | null;
    }
  | { readonly type: "allocate_budget"; readonly pool: Pool; readonly tokens: number }
  | {
      readonly type: "optimize_budget";
      /** Epoch ms; ages are counted to it. */
      readonly now: number;
      /** Labels of plans whose work is completed. */
      readonly done: readonly string[];
    };
