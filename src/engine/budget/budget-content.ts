import type { LedgerInUse } from "../../core/budget/ledger-of.ts";
import { optimize } from "../../core/budget/optimize.ts";
import { pressureOf } from "../../core/budget/pressure.ts";
import type { BudgetIntent } from "../../core/command/budget-intent.ts";
import type { JsonObject } from "../../core/json.ts";
import { iso } from "../iso.ts";

/** Most entries a result shows, the largest first. */
const entriesShown = 10;

/** A ledger as a result shows it: pools, total, the largest entries, and the briefs under way. */
export const ledgerContent = (used: LedgerInUse): JsonObject => {
  const { ledger, briefs } = used;
  const largest = [...ledger.entries.values()].sort((a, b) => b.tokens - a.tokens);
  const live = briefs.working + briefs.learnings;
  return {
    ...poolsContent(used),
    ...(live === 0 ? {} : { briefs: { working: briefs.working, learnings: briefs.learnings } }),
    entries: largest.slice(0, entriesShown).map((entry) => ({
      label: entry.label,
      pool: entry.pool,
      tokens: entry.tokens,
      measured: entry.measured,
      tier: entry.tier,
      at: iso(entry.at),
      by: entry.by,
    })),
    next: nextOf(used),
  };
};

/** What a change of a ledger came to. */
export const changedContent = (
  intent: BudgetIntent,
  before: LedgerInUse,
  after: LedgerInUse,
): JsonObject => {
  const pools = poolsContent(after);
  const next = nextOf(after);
  switch (intent.type) {
    case "charge_budget": {
      const [entry] = [...after.ledger.entries.values()].filter(
        ({ id }) => !before.ledger.entries.has(id),
      );
      return {
        charged: intent.tokens,
        measured: intent.measured,
        label: entry?.label ?? intent.label,
        ...pools,
        next,
      };
    }
    case "release_budget":
      return { freed: totalOf(before) - totalOf(after), ...pools, next };
    case "allocate_budget":
      return { ...pools, next };
    case "optimize_budget": {
      // What the decision has done follows from what was there before, and so can be told here.
      const done = new Set([...before.completed(), ...intent.done]);
      const { steps, requests } = optimize(before.ledger, before.briefs, intent.now, done);
      return {
        freed: totalOf(before) - totalOf(after),
        steps: steps.map(({ tier, did, tokens }) => ({ tier, did, tokens })),
        requests: requests.map((request) => ({ ...request })),
        ...pools,
        next:
          requests.length === 0
            ? "There is room again; go on."
            : "Do what the requests ask until the status is ok, then go on.",
      };
    }
  }
};

const poolsContent = ({ ledger, briefs }: LedgerInUse): JsonObject => {
  const { pools, total } = pressureOf(ledger, briefs);
  return { pools: pools.map((line) => ({ ...line })), total: { ...total } };
};

const nextOf = ({ ledger, briefs }: LedgerInUse): string =>
  pressureOf(ledger, briefs).worst === "ok"
    ? "Nothing is near its limit."
    : "Call budget with action optimize.";

const totalOf = ({ ledger, briefs }: LedgerInUse): number => pressureOf(ledger, briefs).total.used;
