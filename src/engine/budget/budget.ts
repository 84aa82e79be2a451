import type { Tier } from "../../core/budget/ledger.ts";
import { ledgerOf } from "../../core/budget/ledger-of.ts";
import type { Pool } from "../../core/budget/pool.ts";
import type { JsonObject } from "../../core/json.ts";
import type { Refusal } from "../../core/refusal.ts";
import { budgetStream } from "../../core/state/budget-state.ts";
import { isFinalWorkflow } from "../../core/state/status.ts";
import { type Answer, answer } from "../answer.ts";
import { findWorkflow } from "../find-by-id.ts";
import type { Caller, Ports } from "../ports.ts";
import { runCommand } from "../run-command.ts";
import { changedContent, ledgerContent } from "./budget-content.ts";
import { budgetIntent, guardIdle } from "./budget-intent.ts";
import { sessionName } from "./session-pressure.ts";

/** What can be done with a ledger. */
export const budgetActions = ["status", "allocate", "charge", "release", "optimize"] as const;

/** Arguments of budget. */
export interface BudgetInput {
  readonly action: (typeof budgetActions)[number];
  readonly workflow_id?: string | undefined;
  readonly pool?: Pool | undefined;
  readonly tokens?: number | undefined;
  readonly text?: string | undefined;
  readonly label?: string | undefined;
  readonly tier?: Tier | undefined;
}

/** Shows or changes the ledger of a workflow, or without one of the caller's session. */
export const budget = async (ports: Ports, input: BudgetInput, caller: Caller): Promise<Answer> => {
  const idle = guardIdle(input);
  if (idle !== null) return idle;
  const place = await placeOf(ports, input, caller);
  if ("code" in place) return place;
  const { stream, whose } = place;
  if (input.action === "status") {
    return answer({ ...whose, ...ledgerContent(ledgerOf(await ports.store.state(stream))) });
  }
  const done = input.action === "optimize" ? await endedPlans(ports, stream) : [];
  const intent = budgetIntent(ports, input, caller, done);
  if ("code" in intent) return intent;
  return runCommand(ports, {
    stream,
    intent,
    caller,
    ids: 1,
    content: (after, before) => ({
      ...whose,
      ...changedContent(intent, ledgerOf(before), ledgerOf(after)),
    }),
  });
};

const placeOf = async (
  ports: Ports,
  input: BudgetInput,
  caller: Caller,
): Promise<{ readonly stream: string; readonly whose: JsonObject } | Refusal> => {
  if (input.workflow_id === undefined) {
    const session = sessionName(caller);
    return { stream: budgetStream(session), whose: { session_id: session } };
  }
  const row = await findWorkflow(ports, input.workflow_id);
  if ("code" in row) return row;
  return { stream: row.workflow, whose: { workflow_id: row.workflow } };
};

/** Plans that are charged under the id of a workflow which has ended. */
const endedPlans = async (ports: Ports, stream: string): Promise<readonly string[]> => {
  const { ledger } = ledgerOf(await ports.store.state(stream));
  const ended: string[] = [];
  for (const { pool, label } of ledger.entries.values()) {
    if (pool !== "plans" || !label.startsWith("orch_")) continue;
    const state = await ports.store.state(label);
    if (state.kind === "workflow" && state.version > 0 && isFinalWorkflow(state.status)) {
      ended.push(label);
    }
  }
  return ended;
};
