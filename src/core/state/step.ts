import type { Holder } from "../actor.ts";
import type { AttemptWeight } from "../budget/brief-weight.ts";
import type { ArtifactType, HandoffContract } from "../contract.ts";
import type { Backoff } from "../recovery/backoff.ts";
import type { StepError } from "../recovery/category.ts";
import type { StoredValue } from "../stored-value.ts";
import type { StepStatus } from "./status.ts";

/** The right to work on a step until `expiresAt` (epoch ms). */
export interface Lease {
  /** Rises with every claim in the workflow and is never reissued. */
  readonly fence: number;
  /** What the holder shows; begins with the fence. */
  readonly token: string;
  readonly seconds: number;
  readonly claimedAt: number;
  readonly expiresAt: number;
  /** When the attempt times out; null when it has no timeout, or while the workflow is paused. */
  readonly deadline: number | null;
  /** What was left of the timeout when the workflow was paused, ms. */
  readonly leftMs: number | null;
  readonly holder: Holder | null;
  readonly session: string | null;
  /** True when the claim named its handoff, as a sub-agent does that was sent for it. */
  readonly named: boolean;
  readonly weight: AttemptWeight;
  /** The client's id of the tool use that made the claim, by which its hooks know whose it is. */
  readonly use: string | null;
}

/** A file or link an agent produced. */
export interface Artifact {
  readonly id: string;
  readonly agent: string;
  readonly step: string | null;
  readonly type: ArtifactType;
  /** As the agent named it: relative to the project, absolute, or a URL. */
  readonly path: string;
  readonly description: string;
  /** The number of the deliverable it meets, such as `D1`. */
  readonly deliverable: string | null;
  /** Null for a URL. */
  readonly sha256: string | null;
  readonly bytes: number | null;
  /** The worktree it was found in. */
  readonly root: string | null;
  readonly at: number;
}

/** Evidence for one acceptance criterion. */
export interface CriterionResult {
  readonly criterion: string;
  readonly met: boolean;
  readonly evidence: string;
}

/** A check of the operator's that ran for a completion. */
export interface CheckResult {
  readonly name: string;
  readonly exitCode: number | null;
  readonly tail: string;
}

/** What a completed attempt brought. */
export interface StepResult {
  readonly summary: string;
  readonly outputs: StoredValue | null;
  readonly artifacts: readonly string[];
  readonly criteria: readonly CriterionResult[];
  readonly checks: readonly CheckResult[];
  readonly decisions: readonly string[];
  readonly learnings: readonly string[];
  readonly tokensUsed: number | null;
}

/** How an attempt ended. */
export type AttemptEnd =
  | "completed"
  | "failed"
  | "needs_input"
  | "expired"
  | "orphaned"
  | "taken_over"
  | "revoked";

/** What a client's transcript says an agent consumed. */
export interface TokenUsage {
  readonly input: number;
  readonly output: number;
  readonly cacheWrite: number;
  /** Read again from the client's cache; not counted as spent. */
  readonly cacheRead: number;
}

/** One try at a step. */
export interface Attempt {
  readonly number: number;
  readonly agent: string;
  readonly fence: number;
  readonly startedAt: number;
  readonly endedAt: number | null;
  readonly end: AttemptEnd | null;
  readonly error: StepError | null;
  /** Completions refused because the contract was not met. */
  readonly refusals: number;
  /** The version of the event that ended it; null while it runs. Orders what is undone. */
  readonly endedIn: number | null;
  /** The tool use that made the claim; see {@link Lease}. */
  readonly use: string | null;
  /** What counts as spent: as the agent stated it, or as measured. */
  readonly tokens: number | null;
  readonly usage: TokenUsage | null;
  /** What was kept back for it; counts as spent while `tokens` is null. */
  readonly reserved: number;
  /** Ids of the learnings its brief carries. */
  readonly learnings: readonly string[];
}

/** Why a step exists. */
export interface StepOrigin {
  readonly kind:
    | "created"
    | "next_agent"
    | "loop"
    | "replan"
    | "rollback"
    | "plan"
    /** Undoes what the step `of` did. */
    | "compensation";
  /** The step (or node of the plan) it came from; null for one that was created by hand. */
  readonly of: string | null;
}

/** Questions an agent asked, with the human's answers. */
export interface Answered {
  readonly questions: readonly string[];
  readonly answer: string;
  readonly by: string;
}

/** A node of the plan. Times are epoch milliseconds. */
export interface Step {
  readonly name: string;
  /** Order of creation, from 0. */
  readonly index: number;
  readonly handoffId: string;
  readonly createdAt: number;
  readonly contract: HandoffContract;
  /** Who does it now; differs from the contract after a fallback. */
  readonly agent: string;
  readonly needs: readonly string[];
  /** How many of `needs` have not settled. */
  readonly unmet: number;
  readonly resources: readonly string[];
  /** Units of the operator's pools it needs, by pool. */
  readonly uses: Readonly<Record<string, number>>;
  readonly timeoutSeconds: number | null;
  /** Pauses before its retries; null: as usual. */
  readonly backoff: Backoff | null;
  readonly origin: StepOrigin;
  readonly status: StepStatus;
  readonly reason: string;
  readonly since: number;
  /** How many other steps were ready or active when it last became ready. */
  readonly turn: number;
  /** When a waiting step is due again; null when a human or another step is awaited. */
  readonly dueAt: number | null;
  readonly lease: Lease | null;
  readonly attempts: readonly Attempt[];
  /** Failures since the step got its present agent. */
  readonly failures: number;
  readonly replans: number;
  readonly fellBack: boolean;
  readonly lastError: StepError | null;
  readonly answered: readonly Answered[];
  readonly result: StepResult | null;
  /** How many of its attempts, from the first one, are undone. */
  readonly undone: number;
}
