import { ledgerOf } from "../../core/budget/ledger-of.ts";
import { type Pressure, pressureOf, pressureWords } from "../../core/budget/pressure.ts";
import { type Refusal, refuse } from "../../core/refusal.ts";
import { budgetStream } from "../../core/state/budget-state.ts";
import type { Caller, Ports } from "../ports.ts";

/** The session whose ledger a caller has; clients that name none share one. */
export const sessionName = ({ session }: Caller): string => session ?? "unnamed";

/** How full the context of the caller's session is. */
export const sessionPressure = async (ports: Ports, caller: Caller): Promise<Pressure> => {
  const { ledger, briefs } = ledgerOf(await ports.store.state(budgetStream(sessionName(caller))));
  return pressureOf(ledger, briefs);
};

/** Refuses to start work while the context of the caller's session is critical. */
export const guardSession = (pressure: Pressure): Refusal | null =>
  pressure.worst === "critical"
    ? refuse(
        "budget_critical",
        `The context budget of this session is critical: ${pressureWords(pressure, "critical")}.`,
        "Call budget with action optimize (without workflow_id), and do what it asks; then claim again.",
        { percent: pressure.total.percent },
      )
    : null;
