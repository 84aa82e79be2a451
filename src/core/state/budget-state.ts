import { emptyLedger, type Ledger } from "../budget/ledger.ts";

/** The ledger of a client session. */
export interface BudgetState {
  readonly kind: "budget";
  readonly id: string;
  readonly version: number;
  readonly ledger: Ledger;
}

/** Prefix of the streams that hold one session's ledger each. */
export const budgetPrefix = "budget/";

/** The name of the stream of a session's ledger. */
export const budgetStream = (session: string): string =>
  `${budgetPrefix}session/${encodeURIComponent(session)}`;

/** A ledger nobody has written in. */
export const initialBudget = (id: string): BudgetState => ({
  kind: "budget",
  id,
  version: 0,
  ledger: emptyLedger(),
});
