import { type Pressure, pressureOf, pressureWords } from "../../core/budget/pressure.ts";
import type { JsonObject } from "../../core/json.ts";
import type { WorkflowState } from "../../core/state/workflow-state.ts";

/** One short line for a result whose workflow's context budget is not ok; nothing otherwise. */
export const budgetLine = ({ ledger, live }: WorkflowState): JsonObject =>
  lineOf(pressureOf(ledger, live), "workflow");

/** The same for the ledger of a session. */
export const lineOf = (pressure: Pressure, whose: "workflow" | "session"): JsonObject =>
  pressure.worst === "ok"
    ? {}
    : {
        budget: `${pressure.worst} in this ${whose}: ${pressureWords(pressure, "warning")}; budget with action optimize makes room`,
      };
