import { outsiders } from "../command/agent-facts.ts";
import type { RecoveryDecision } from "../event/workflow-event.ts";
import type { PlanFailure } from "../plan/plan.ts";
import { backoffMs, usualBackoff } from "../recovery/backoff.ts";
import type { ReportedError, StepError } from "../recovery/category.ts";
import { chooseRecovery } from "../recovery/choose-recovery.ts";
import { fingerprint } from "../recovery/fingerprint.ts";
import { inferCategory } from "../recovery/infer-category.ts";
import type { Step } from "../state/step.ts";
import type { Draft } from "./draft.ts";
import { escalateStep } from "./escalate.ts";
import { foresees } from "./flow/lead-on.ts";
import { haltForPlan, haltWorkflow, pauseForQuota } from "./halt.ts";
import { sendBack } from "./send-back.ts";
import { failWorkflow } from "./stop.ts";

/** Records the failure of the running attempt and does what the recovery table says. */
export const recover = (
  draft: Draft,
  name: string,
  failure: {
    readonly summary: string;
    readonly error: ReportedError;
    readonly tokensUsed: number | null;
  },
): void => {
  const before = draft.step(name);
  const error = classify(failure.error);
  const repeats =
    before.lastError?.fingerprint === error.fingerprint ? streak(before, error) + 1 : 1;
  const { summary, tokensUsed } = failure;
  const attempt = before.attempts.length;
  draft.emit({ type: "attempt_failed", step: name, attempt, summary, error, repeats, tokensUsed });
  const step = draft.step(name);
  const { on_failure: wish } = step.contract.payload;
  const choice = chooseRecovery({
    error,
    repeats,
    failures: step.failures,
    maxRetries: wish.max_retries,
    strategy: wish.retry_strategy,
    // Most failures are tried again: who else there is is not looked up for those.
    get fallback() {
      return fallbackOf(draft, step);
    },
    get replanner() {
      return replannerOf(draft, step);
    },
  });
  const retryAt =
    choice.decision === "retry" && error.category === "transient"
      ? draft.command.at +
        backoffMs(step.failures, draft.command.random, step.backoff ?? usualBackoff)
      : null;
  const planned = givesUp(choice.decision) && isPlanned(draft, step, error, choice.decision);
  const next = planned ? "the plan says what follows" : choice.next;
  const why = next === null ? choice.why : `${choice.why}; ${next}`;
  const decision = planned ? "give_up" : choice.decision;
  draft.emit({ type: "recovery_decided", step: name, decision, why, notBefore: retryAt });
  if (planned) {
    failWorkflow(draft, name, error.message);
    return;
  }
  switch (choice.decision) {
    case "retry":
      if (retryAt === null) {
        draft.emit({ type: "step_ready", step: name, reason: why });
      } else {
        draft.emit({ type: "step_waiting", step: name, reason: why, dueAt: retryAt });
      }
      return;
    case "fallback": {
      const agent = fallbackOf(draft, step) ?? step.agent;
      draft.emit({
        type: "handoff_reassigned",
        step: name,
        agent,
        reason: why,
        fallback: true,
      });
      draft.emit({ type: "step_ready", step: name, reason: why });
      return;
    }
    case "replan":
    case "rollback":
      sendBack(draft, name, error, choice.decision);
      return;
    case "escalate":
      if (step.origin.kind === "plan" && draft.state().flow?.plan.onFailure === "halt") {
        haltForPlan(draft, name, error);
        return;
      }
      escalateStep(draft, name, why);
      return;
    case "halt":
      haltWorkflow(draft, name, error);
      return;
    case "pause":
      pauseForQuota(draft, name, error);
      return;
  }
};

/** Moves that cost another agent's or a human's time; a plan may foresee the failure instead. */
const givesUp = (decision: RecoveryDecision): boolean =>
  decision === "replan" || decision === "rollback" || decision === "escalate";

/** Whether the plan says where this failure leads, goes on without what failed, or undoes all. */
const isPlanned = (
  draft: Draft,
  step: Step,
  error: StepError,
  decision: RecoveryDecision,
): boolean => {
  const { flow } = draft.state();
  return (
    flow !== null &&
    step.origin.kind === "plan" &&
    (foresees(draft, step.name, error.category, error.message) ||
      endsHere(flow.plan.onFailure, step, decision))
  );
};

/** Whether the plan needs nobody's advice: it goes on, or undoes its work unless the stage itself wants something else first. */
const endsHere = (policy: PlanFailure, step: Step, decision: RecoveryDecision): boolean =>
  policy === "continue" ||
  (policy === "compensate" &&
    decision !== "rollback" &&
    step.contract.payload.on_failure.retry_strategy !== "escalate");

/** Who a failed step goes back to: the agent it came from, else the planner; once per step, and never from a return. */
export const replannerOf = (draft: Draft, step: Step): string | null => {
  const { kind } = step.origin;
  if (step.replans > 0 || kind === "replan" || kind === "rollback" || kind === "compensation")
    return null;
  const sender = step.contract.from_agent.name;
  if (!outsiders.has(sender) && sender !== step.agent) return sender;
  const planner = draft.command.agents.find((agent) => agent.name === "planner");
  return planner === undefined || step.agent === planner.name ? null : planner.name;
};

const classify = (reported: ReportedError): StepError => ({
  category: reported.category ?? inferCategory(reported.message),
  inferred: reported.category === null,
  message: reported.message,
  step: reported.step,
  suggestion: reported.suggestion,
  fingerprint: fingerprint(reported.message),
});

/** How often the error already came in a row, over the latest attempts that failed. */
const streak = (step: Step, error: StepError): number => {
  let count = 0;
  for (const attempt of [...step.attempts].reverse()) {
    if (attempt.end === null) continue;
    if (attempt.error?.fingerprint === error.fingerprint) count++;
    else if (attempt.end === "failed") break;
  }
  return count;
};

const fallbackOf = (draft: Draft, step: Step): string | null => {
  const wanted = step.contract.payload.on_failure.fallback_agent;
  if (step.fellBack || wanted === undefined || wanted === step.agent) return null;
  return draft.command.agents.some((agent) => agent.name === wanted) ? wanted : null;
};
