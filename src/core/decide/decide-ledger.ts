import type { BriefWeight } from "../budget/brief-weight.ts";
import { type BudgetEntry, entryLimit, type Ledger } from "../budget/ledger.ts";
import { optimize } from "../budget/optimize.ts";
import type { BudgetIntent } from "../command/budget-intent.ts";
import type { IntentOf } from "../command/intent-of.ts";
import type { BudgetEvent } from "../event/budget-event.ts";
import { type Refusal, refuse } from "../refusal.ts";
import { shortId } from "./short-id.ts";

/** What becomes of a ledger; `done` are labels of plans whose work is completed, besides those the intent names. */
export const decideLedger = (
  ledger: Ledger,
  briefs: BriefWeight,
  intent: BudgetIntent,
  takeId: () => string,
  done: readonly string[],
): readonly BudgetEvent[] | Refusal => {
  switch (intent.type) {
    case "charge_budget":
      return charge(ledger, intent, takeId);
    case "release_budget":
      return release(ledger, intent);
    case "allocate_budget":
      return [{ type: "budget_allocated", pool: intent.pool, tokens: intent.tokens }];
    case "optimize_budget":
      return optimize(ledger, briefs, intent.now, new Set([...done, ...intent.done])).steps.flatMap(
        ({ did, entries }) =>
          entries.length === 0 ? [] : [{ type: "budget_released", entries, reason: did } as const],
      );
  }
};

/** What is charged under a label that is there already takes its place. */
const charge = (
  ledger: Ledger,
  { pool, label, tokens, tier, measured, by }: IntentOf<"charge_budget">,
  takeId: () => string,
): readonly BudgetEvent[] | Refusal => {
  const replaced = label === null ? [] : entriesOf(ledger, label, pool);
  if (replaced.length === 0 && ledger.entries.size >= entryLimit) {
    return refuse(
      "too_large",
      `The ledger has ${entryLimit} entries, the most there can be.`,
      "Release some, or charge under a label that is there.",
    );
  }
  const id = shortId("entry", takeId());
  return [
    ...released(replaced, "charged anew"),
    {
      type: "budget_charged",
      entry: { id, pool, label: label ?? id, tokens, tier, measured, by },
    },
  ];
};

const release = (
  ledger: Ledger,
  { label, pool }: IntentOf<"release_budget">,
): readonly BudgetEvent[] | Refusal => {
  const found = entriesOf(ledger, label, pool);
  if (found.length > 0) return released(found, "released");
  const known = [...new Set(entriesOf(ledger, null, pool).map((entry) => entry.label))].slice(
    0,
    10,
  );
  return refuse(
    "not_found",
    label === null ? `Nothing is charged to ${pool}.` : `No entry is called "${label}".`,
    known.length === 0
      ? "There is nothing to release; see budget with action status."
      : `There are: ${known.join(", ")}.`,
    { labels: known },
  );
};

const entriesOf = (
  { entries }: Ledger,
  label: string | null,
  pool: BudgetEntry["pool"] | null,
): readonly BudgetEntry[] =>
  [...entries.values()].filter(
    (entry) =>
      (label === null || entry.label === label || entry.id === label) &&
      (pool === null || entry.pool === pool),
  );

const released = (entries: readonly BudgetEntry[], reason: string): readonly BudgetEvent[] =>
  entries.length === 0
    ? []
    : [{ type: "budget_released", entries: entries.map(({ id }) => id), reason }];
