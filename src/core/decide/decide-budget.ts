import { nothingLive } from "../budget/brief-weight.ts";
import type { Command } from "../command/command.ts";
import { type Refusal, refuse } from "../refusal.ts";
import type { BudgetState } from "../state/budget-state.ts";
import { decideLedger } from "./decide-ledger.ts";
import { decided } from "./decided.ts";
import type { Decision } from "./decision.ts";

/** Decides a command on the ledger of a session. */
export const decideBudget = (state: BudgetState, command: Command): Decision | Refusal => {
  const { intent, ids } = command;
  switch (intent.type) {
    case "charge_budget":
    case "release_budget":
    case "allocate_budget":
    case "optimize_budget": {
      const events = decideLedger(state.ledger, nothingLive, intent, () => ids[0] ?? "", []);
      return "code" in events ? events : decided(state, command, events);
    }
    default:
      return refuse("internal", "a ledger takes no such command", "Report this as a defect.");
  }
};
