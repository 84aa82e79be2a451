import type { BriefWeight } from "./brief-weight.ts";
import type { Ledger } from "./ledger.ts";
import { type BudgetStatus, budgetStatus, type Pool, pools, usualSoft } from "./pool.ts";

/** One pool as it stands. */
export interface PoolLine {
  readonly pool: Pool;
  readonly used: number;
  readonly soft: number;
  readonly status: BudgetStatus;
}

/** All pools as they stand. */
export interface Pressure {
  readonly pools: readonly PoolLine[];
  readonly total: {
    readonly used: number;
    readonly soft: number;
    readonly status: BudgetStatus;
    readonly percent: number;
  };
  /** The worst of all of them. */
  readonly worst: BudgetStatus;
}

/** Most of an unset limit that briefs under way take up: each lives in a context of its own. */
const briefShare = 0.75;

/** How full a ledger is, with the briefs of the attempts under way. */
export const pressureOf = (ledger: Ledger, briefs: BriefWeight): Pressure => {
  const lines = pools.map((pool): PoolLine => {
    const weight =
      pool === "working" ? briefs.working : pool === "learnings" ? briefs.learnings : 0;
    const used = ledger.charged[pool] + weight;
    const soft = ledger.set[pool] ?? Math.max(usualSoft[pool], Math.ceil(weight / briefShare));
    return { pool, used, soft, status: budgetStatus(used, soft) };
  });
  const used = lines.reduce((sum, line) => sum + line.used, 0);
  const soft = lines.reduce((sum, line) => sum + line.soft, 0);
  const status = budgetStatus(used, soft);
  const all = [status, ...lines.map((line) => line.status)];
  return {
    pools: lines,
    total: { used, soft, status, percent: Math.round((used / soft) * 100) },
    worst: all.includes("critical") ? "critical" : all.includes("warning") ? "warning" : "ok",
  };
};

/** The pools that are not ok, in words: `working 29,000 of 30,000`. */
export const pressureWords = ({ pools: lines, total }: Pressure, least: BudgetStatus): string =>
  [...lines, { pool: "total", ...total }]
    .filter(({ status }) => status === least || status === "critical")
    .map((line) => `${line.pool} ${line.used} of ${line.soft} tokens`)
    .join(", ");
