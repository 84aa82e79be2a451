import type { BudgetEvent } from "./budget-event.ts";
import type { EventData } from "./stream-event.ts";

const types = {
  budget_charged: true,
  budget_released: true,
  budget_allocated: true,
} as const satisfies Readonly<Record<BudgetEvent["type"], true>>;

/** Whether the event is one of a ledger's. */
export const isBudgetEvent = (data: EventData): data is BudgetEvent =>
  Object.hasOwn(types, data.type);
