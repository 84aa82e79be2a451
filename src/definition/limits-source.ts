import { z } from "zod";
import { type Pool, pools } from "../core/budget/pool.ts";
import { type Limits, noLimits } from "../core/budget/spend.ts";
import { durationPattern, secondsOf } from "./duration.ts";
import type { Path, Problems } from "./problem.ts";

const count = z.int().min(1).max(1_000_000_000);

/** What a workflow may use before a human is asked. */
export const limitsSource = z.strictObject({
  tokens: count.optional().describe("All attempts together"),
  money: z.number().positive().max(1_000_000).optional().describe("At the operator's price"),
  attempts: count.optional().describe("3 for each handoff and 10 besides by default"),
  wall: z
    .string("is no duration\nWrite a number with s, m, h or d, such as 90s or 2h.")
    .regex(durationPattern, "is no duration\nWrite a number with s, m, h or d, such as 90s or 2h.")
    .optional()
    .describe("1m to 7d; stands still while paused or a human is awaited"),
});

/** Soft limits of the context budget. */
export const budgetSource = z.strictObject({
  reserved: count.optional(),
  learnings: count.optional(),
  backlog: count.optional(),
  plans: count.optional(),
  context7: count.optional(),
  working: count.optional(),
});

const week = 7 * 86_400;

/** The limits a plan gets from its source. */
export const readLimits = (
  source: z.infer<typeof limitsSource> | undefined,
  path: Path,
  problems: Problems,
): Limits => {
  if (source === undefined) return noLimits;
  const wallSeconds = source.wall === undefined ? null : secondsOf(source.wall);
  if (wallSeconds !== null && (wallSeconds < 60 || wallSeconds > week)) {
    problems.add([...path, "wall"], "is out of bounds", "A workflow's time is from 1m to 7d.");
  }
  const { tokens = null, money = null, attempts = null } = source;
  return { tokens, money, attempts, wallSeconds };
};

/** The soft limits a plan gets from its source. */
export const readBudget = (
  source: z.infer<typeof budgetSource> | undefined,
): Readonly<Partial<Record<Pool, number>>> => {
  const set: Partial<Record<Pool, number>> = {};
  for (const pool of pools) {
    const tokens = source?.[pool];
    if (tokens !== undefined) set[pool] = tokens;
  }
  return set;
};
