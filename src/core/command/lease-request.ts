import type { Holder } from "../actor.ts";

/** How a caller wants to hold a step. */
export interface LeaseRequest {
  readonly seconds: number;
  /** Random part of the token to be given out. */
  readonly secret: string;
  readonly holder: Holder | null;
  readonly session: string | null;
  /** The client's id of this tool use; null where it tells none. */
  readonly use: string | null;
  /** True when the caller asked for this handoff by its id. */
  readonly named: boolean;
  /** Ends a live lease of somebody else's. */
  readonly takeOver: boolean;
  /** The fence of a lease whose holding process is known to be gone. */
  readonly goneFence: number | null;
  /** What the operator allows at once; null sets no bounds. */
  readonly limits: Limits | null;
  /** Ids of the learnings that are to go into the brief. */
  readonly learnings: readonly string[];
  /** Tokens the agent used before, in the middle; null when nobody knows. */
  readonly usualTokens: number | null;
}

/** What the operator allows at once, over all workflows. */
export interface Limits {
  /** Units of each declared pool. */
  readonly pools: Readonly<Record<string, number>>;
  /** Agents at work. */
  readonly parallelAgents: number;
  /** Most tokens a workflow's limits may allow; absent where there is no bound. */
  readonly workflowTokens?: number;
  /** Most unfinished workflows; absent where the usual bound holds. */
  readonly workflows?: number;
}

/** Bounds of a lease, in seconds. */
export const leaseBounds = { min: 10, max: 86_400, usual: 1800 } as const;
