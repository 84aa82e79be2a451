import type { StreamState } from "../state/stream-state.ts";
import { type BriefWeight, nothingLive } from "./brief-weight.ts";
import { emptyLedger, type Ledger } from "./ledger.ts";

/** A ledger with what the decision about it depends on. */
export interface LedgerInUse {
  readonly ledger: Ledger;
  readonly briefs: BriefWeight;
  /** Names and ids of the handoffs that are completed: plans charged under them can go. */
  readonly completed: () => readonly string[];
}

/** The ledger of a workflow's or a session's stream; that of any other is empty. */
export const ledgerOf = (state: StreamState): LedgerInUse => {
  if (state.kind === "workflow") {
    const { ledger, live, steps } = state;
    const completed = () =>
      [...steps.values()]
        .filter((step) => step.status === "completed")
        .flatMap((step) => [step.name, step.handoffId]);
    return { ledger, briefs: live, completed };
  }
  const ledger = state.kind === "budget" ? state.ledger : emptyLedger();
  return { ledger, briefs: nothingLive, completed: () => [] };
};
