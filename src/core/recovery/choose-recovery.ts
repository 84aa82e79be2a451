import type { RetryStrategy } from "../contract.ts";
import type { RecoveryDecision } from "../event/workflow-event.ts";
import type { StepError } from "./category.ts";

/** What the choice depends on. */
export interface Situation {
  readonly error: StepError;
  /** Times in a row that this error was seen, this one included. */
  readonly repeats: number;
  /** Failures under the present agent, this one included. */
  readonly failures: number;
  readonly maxRetries: number;
  readonly strategy: RetryStrategy;
  /** A fallback agent that has not been tried. */
  readonly fallback: string | null;
  /** Who could plan anew; null when that was done once already or nobody can. */
  readonly replanner: string | null;
}

/** How to go on, and why in one line. */
export interface Recovery {
  readonly decision: Exclude<RecoveryDecision, "give_up">;
  readonly why: string;
  /** Who comes next, in words; null when it is the same agent, or nobody. */
  readonly next: string | null;
}

/** The recovery table (docs/recovery.md): first move by category, the contract's wish before it, then down the ladder. */
export const chooseRecovery = (situation: Situation): Recovery => {
  const { error, repeats, failures, maxRetries, strategy } = situation;
  if (error.category === "critical") {
    return { decision: "halt", why: "a critical failure stops everything", next: null };
  }
  if (error.category === "quota") {
    return { decision: "pause", why: "quota and billing errors are never retried", next: null };
  }
  if (strategy === "rollback" && situation.replanner !== null) {
    return { decision: "rollback", why: "the contract rolls back on failure", next: null };
  }
  if (strategy === "escalate") return escalate(situation, "the contract escalates on failure");
  if (error.category === "blocker") return escalate(situation, "a blocker cannot be retried away");
  if (error.category === "design_flaw") return replan(situation, "the approach is wrong");
  if (repeats >= 2) return replan(situation, "the same error came twice in a row");
  if (failures > maxRetries) return replan(situation, `all ${maxRetries} retries are used`);
  const what = error.category === "transient" ? "after a pause" : "with the error in the brief";
  return { decision: "retry", why: `retry ${failures} of ${maxRetries}, ${what}`, next: null };
};

const replan = (situation: Situation, why: string): Recovery =>
  situation.replanner === null
    ? escalate(situation, why)
    : { decision: "replan", why, next: `back to ${situation.replanner}` };

const escalate = (situation: Situation, why: string): Recovery =>
  situation.fallback === null
    ? { decision: "escalate", why, next: "a human is asked" }
    : { decision: "fallback", why, next: `${situation.fallback} takes over` };
