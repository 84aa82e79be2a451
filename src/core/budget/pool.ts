/** What a context is spent on. */
export const pools = ["reserved", "learnings", "backlog", "plans", "context7", "working"] as const;
/** See {@link pools}. */
export type Pool = (typeof pools)[number];

/** A number of tokens for each pool. */
export type PoolTokens = Readonly<Record<Pool, number>>;

/** The soft limits where nobody has set another: 150,000 tokens in all. */
export const usualSoft: PoolTokens = {
  reserved: 30_000,
  learnings: 20_000,
  backlog: 15_000,
  plans: 30_000,
  context7: 25_000,
  working: 30_000,
};

/** Nothing in any pool. */
export const noTokens: PoolTokens = {
  reserved: 0,
  learnings: 0,
  backlog: 0,
  plans: 0,
  context7: 0,
  working: 0,
};

/** How near its limit something is. */
export type BudgetStatus = "ok" | "warning" | "critical";

/** From this share of its limit on a pool is at `warning`; optimizing stops below it. */
export const warningShare = 0.8;
/** From this share on it is `critical`. */
export const criticalShare = 0.95;

/** The status of so many tokens under a limit. */
export const budgetStatus = (used: number, soft: number): BudgetStatus => {
  if (used >= soft * criticalShare) return "critical";
  return used >= soft * warningShare ? "warning" : "ok";
};
