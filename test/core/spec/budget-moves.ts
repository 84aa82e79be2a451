import type { Pool } from "../../../src/core/budget/pool.ts";
import type { IntentOf } from "../../../src/core/command/intent-of.ts";
import type { Move } from "./world.ts";

/** Somebody puts something in a context. */
export const charge =
  (
    pool: Pool,
    label: string | null,
    tokens: number,
    wishes: Partial<Pick<IntentOf<"charge_budget">, "tier" | "measured">> = {},
  ): Move =>
  () => ({
    type: "charge_budget",
    pool,
    label,
    tokens,
    tier: 1,
    measured: "stated",
    by: "ana",
    ...wishes,
  });

/** Somebody takes it out again. */
export const release =
  (label: string | null, pool: Pool | null = null): Move =>
  () => ({ type: "release_budget", label, pool });

/** A pool gets another soft limit. */
export const allocate =
  (pool: Pool, tokens: number): Move =>
  () => ({ type: "allocate_budget", pool, tokens });

/** Room is made. */
export const optimizes =
  (...done: readonly string[]): Move =>
  ({ at }) => ({ type: "optimize_budget", now: at, done });
