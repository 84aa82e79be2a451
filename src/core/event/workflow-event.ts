import type { Spend } from "../budget/spend.ts";
import type { HandoffContract } from "../contract.ts";
import type { Backoff } from "../recovery/backoff.ts";
import type { StepError } from "../recovery/category.ts";
import type { HumanTask, TaskOutcome } from "../state/human-task.ts";
import type { Signal } from "../state/signal-state.ts";
import type { WorkflowStatus } from "../state/status.ts";
import type {
  Answered,
  Artifact,
  Lease,
  StepOrigin,
  StepResult,
  TokenUsage,
} from "../state/step.ts";
import type { GitPosition, Parent } from "../state/workflow-state.ts";
import type { StoredValue } from "../stored-value.ts";
import type { ApprovalEvent } from "./approval-event.ts";
import type { BudgetEvent, LimitEvent } from "./budget-event.ts";
import type { CompensationEvent } from "./compensation-event.ts";
import type { FlowEvent } from "./flow-event.ts";
import type { ForkEvent } from "./fork-event.ts";

/** How Baton goes on after a failure (docs/recovery.md). */
export type RecoveryDecision =
  | "retry"
  | "replan"
  | "rollback"
  | "fallback"
  | "escalate"
  | "halt"
  | "pause"
  /** The plan says what follows. */
  | "give_up";

/** Why a lease ended without a result. */
export type LapseReason = "expired" | "orphaned" | "taken_over" | "revoked";

/** What an attempt is known to have used. */
export interface Told {
  readonly attempt: number;
  readonly tokens: number;
  readonly usage: TokenUsage | null;
}

/** Everything that can happen in a workflow. Facts only: a fold copies them and concludes nothing. */
export type WorkflowEvent =
  | FlowEvent
  | BudgetEvent
  | LimitEvent
  | CompensationEvent
  | ApprovalEvent
  | {
      readonly type: "workflow_created";
      readonly title: string;
      /** The node whose work it is; absent for a workflow of its own. */
      readonly parent?: Parent;
    }
  | ForkEvent
  | {
      readonly type: "workflow_status_changed";
      readonly status: WorkflowStatus;
      readonly reason: string;
    }
  | {
      readonly type: "handoff_created";
      readonly step: string;
      readonly contract: HandoffContract;
      readonly needs: readonly string[];
      /** How many of `needs` were unsettled at creation. */
      readonly unmet: number;
      readonly resources: readonly string[];
      /** Units of the operator's pools, by pool. */
      readonly uses: Readonly<Record<string, number>>;
      readonly timeoutSeconds: number | null;
      /** Absent where the pauses before retries are as usual. */
      readonly backoff?: Backoff;
      readonly origin: StepOrigin;
    }
  | {
      readonly type: "handoff_reassigned";
      readonly step: string;
      readonly agent: string;
      readonly reason: string;
      /** True when this was the contract's fallback, which is used once. */
      readonly fallback: boolean;
    }
  | { readonly type: "step_ready"; readonly step: string; readonly reason: string }
  | {
      readonly type: "step_waiting";
      readonly step: string;
      readonly reason: string;
      readonly dueAt: number | null;
    }
  /** One of the step's needs settled; `unmet` are left. */
  | {
      readonly type: "need_met";
      readonly step: string;
      readonly need: string;
      readonly unmet: number;
    }
  /** The step now also needs another one (a replan or rollback) before it is tried again. */
  | {
      readonly type: "need_added";
      readonly step: string;
      readonly need: string;
      readonly unmet: number;
    }
  | {
      readonly type: "attempt_started";
      readonly step: string;
      readonly attempt: number;
      readonly agent: string;
      readonly lease: Lease;
    }
  /** What the brain gave to the brief of the attempt. */
  | {
      readonly type: "learnings_given";
      readonly step: string;
      readonly attempt: number;
      readonly learnings: readonly string[];
    }
  | {
      readonly type: "lease_renewed";
      readonly step: string;
      readonly fence: number;
      readonly expiresAt: number;
    }
  /** The timeout stood still (pause) or goes on (unpause). */
  | {
      readonly type: "deadline_moved";
      readonly step: string;
      readonly deadline: number | null;
      readonly leftMs: number | null;
    }
  | {
      readonly type: "attempt_lapsed";
      readonly step: string;
      readonly attempt: number;
      readonly reason: LapseReason;
    }
  | {
      readonly type: "completion_refused";
      readonly step: string;
      readonly attempt: number;
      readonly refusals: number;
      readonly missing: readonly string[];
    }
  | {
      readonly type: "attempt_completed";
      readonly step: string;
      readonly attempt: number;
      readonly result: StepResult;
    }
  | {
      readonly type: "attempt_failed";
      readonly step: string;
      readonly attempt: number;
      readonly summary: string;
      readonly error: StepError;
      /** Times in a row that this error was seen. */
      readonly repeats: number;
      readonly tokensUsed: number | null;
    }
  | {
      readonly type: "usage_measured";
      readonly step: string;
      readonly attempt: number;
      readonly usage: TokenUsage;
      /** What the attempt counts as spent from now on. */
      readonly tokens: number;
      /** How much more (or less) that is than was counted for it before. */
      readonly change: number;
    }
  | {
      readonly type: "input_requested";
      readonly step: string;
      readonly attempt: number;
      readonly summary: string;
      readonly questions: readonly string[];
    }
  | {
      readonly type: "recovery_decided";
      readonly step: string;
      readonly decision: RecoveryDecision;
      readonly why: string;
      readonly notBefore: number | null;
    }
  /** The step starts over with a clean record, waiting for `unmet` of its needs. */
  | { readonly type: "step_reopened"; readonly step: string; readonly unmet: number }
  | { readonly type: "step_failed"; readonly step: string; readonly reason: string }
  | { readonly type: "step_skipped"; readonly step: string; readonly reason: string }
  | { readonly type: "step_cancelled"; readonly step: string; readonly reason: string }
  | { readonly type: "dead_lettered"; readonly step: string; readonly error: StepError }
  | {
      readonly type: "loop_returned";
      readonly from: string;
      readonly to: string;
      readonly round: number;
    }
  | {
      readonly type: "task_opened";
      readonly task: Omit<HumanTask, "openedAt" | "status" | "outcome">;
    }
  | { readonly type: "task_decided"; readonly task: string; readonly outcome: TaskOutcome }
  | { readonly type: "task_withdrawn"; readonly task: string; readonly reason: string }
  | {
      readonly type: "question_answered";
      readonly step: string;
      readonly questions: readonly string[];
      readonly answer: string;
      readonly by: string;
    }
  | { readonly type: "artifact_added"; readonly artifact: Omit<Artifact, "at"> }
  | {
      readonly type: "workflow_memory_set";
      readonly key: string;
      readonly value: StoredValue;
      readonly version: number;
      readonly by: string;
      readonly tags: readonly string[];
      readonly expiresAt: number | null;
    }
  | {
      readonly type: "checkpoint_created";
      readonly id: string;
      readonly name: string;
      readonly note: string | null;
      readonly automatic: boolean;
      readonly git: GitPosition | null;
    }
  | {
      readonly type: "rewound";
      /** The state returns to what it was after this event. */
      readonly toVersion: number;
      readonly checkpoint: string | null;
      readonly reason: string;
      /** Floors that a rewind never lowers. */
      readonly fence: number;
      readonly memoryVersions: Readonly<Record<string, number>>;
      readonly tokensUsed: number;
      readonly spend: Spend;
      /** What was told or measured since of attempts on the line, by step. */
      readonly told: Readonly<Record<string, readonly Told[]>>;
      /** Answers humans gave on the abandoned line, kept for the steps that still exist. */
      readonly answered: Readonly<Record<string, readonly Answered[]>>;
      /** The signals that nodes have taken, by node. */
      readonly consumed: Readonly<Record<string, Signal>>;
    };
