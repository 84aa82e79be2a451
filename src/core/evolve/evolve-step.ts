import type { StreamEvent } from "../event/stream-event.ts";
import type { WorkflowEvent } from "../event/workflow-event.ts";
import type { StepStatus } from "../state/status.ts";
import type { Attempt, Step } from "../state/step.ts";
import type { WorkflowState } from "../state/workflow-state.ts";
import { addDependent, putStep } from "./put-step.ts";

type StepEvent = Extract<WorkflowEvent, { readonly step: string }>;
type ChangeEvent = Exclude<StepEvent, { type: "handoff_created" }>;

/** One more event of a step. */
export const evolveStep = (
  state: WorkflowState,
  event: StreamEvent,
  data: ChangeEvent,
): WorkflowState => {
  const step = state.steps.get(data.step);
  if (step === undefined) return state;
  const after = changed(step, event, data);
  const put = putStep(
    state,
    data.type === "step_ready" ? { ...after, turn: othersAtHand(state, step) } : after,
  );
  const next =
    put.steps.get(data.step)?.attempts === step.attempts ? put : withEstimates(put, step);
  switch (data.type) {
    case "attempt_started":
      return { ...next, fence: data.lease.fence };
    case "attempt_completed":
      return {
        ...next,
        tokensUsed: next.tokensUsed + (data.result.tokensUsed ?? 0),
        phasesDone: withPhase(next.phasesDone, step.contract.state.current_phase),
      };
    case "attempt_failed":
      return { ...next, tokensUsed: next.tokensUsed + (data.tokensUsed ?? 0) };
    case "step_taken_back":
      return {
        ...next,
        dependents: data.needs.reduce(
          (map, need) => addDependent(map, need, data.step),
          next.dependents,
        ),
      };
    case "usage_measured":
      return { ...next, tokensUsed: next.tokensUsed + data.change };
    case "need_added":
      return { ...next, dependents: addDependent(next.dependents, data.need, data.step) };
    default:
      return next;
  }
};

/** Once it has ended an attempt counts with what was kept back for it, until its tokens are told. */
const withEstimates = (state: WorkflowState, { name, attempts }: Step): WorkflowState => {
  const now = state.steps.get(name)?.attempts ?? [];
  let change = 0;
  for (const [i, attempt] of now.entries()) {
    const before = attempts[i];
    if (before !== attempt) change += estimateOf(attempt) - estimateOf(before);
  }
  const { spend } = state;
  return change === 0
    ? state
    : { ...state, spend: { ...spend, estimated: spend.estimated + change } };
};

const estimateOf = (attempt: Attempt | undefined): number =>
  attempt === undefined || attempt.end === null || attempt.tokens !== null ? 0 : attempt.reserved;

const othersAtHand = ({ counts }: WorkflowState, { status }: Step): number =>
  counts.ready + counts.active - (status === "ready" || status === "active" ? 1 : 0);

const withPhase = (phases: readonly string[], phase: string): readonly string[] =>
  phases.includes(phase) ? phases : [...phases, phase];

const changed = (step: Step, event: StreamEvent, data: ChangeEvent): Step => {
  switch (data.type) {
    case "handoff_reassigned":
      return {
        ...step,
        agent: data.agent,
        failures: 0,
        lastError: null,
        fellBack: step.fellBack || data.fallback,
      };
    case "step_ready":
      return moved(step, event, "ready", data.reason);
    case "step_waiting":
      return { ...moved(step, event, "waiting", data.reason), dueAt: data.dueAt };
    case "need_met":
      return { ...step, unmet: data.unmet };
    case "need_added":
      return {
        ...moved(step, event, "pending", `waits for ${data.need}`),
        needs: [...step.needs, data.need],
        unmet: data.unmet,
      };
    case "attempt_started": {
      const attempt: Attempt = {
        number: data.attempt,
        agent: data.agent,
        fence: data.lease.fence,
        startedAt: event.at,
        endedAt: null,
        end: null,
        error: null,
        refusals: 0,
        endedIn: null,
        use: data.lease.use,
        tokens: null,
        usage: null,
        reserved: data.lease.weight.reserved,
        learnings: [],
      };
      return {
        ...moved(step, event, "active", `claimed by ${data.agent}`),
        lease: data.lease,
        attempts: [...step.attempts, attempt],
      };
    }
    case "learnings_given":
      return withAttempt(step, data.attempt, { learnings: data.learnings });
    case "lease_renewed":
      return step.lease === null
        ? step
        : { ...step, lease: { ...step.lease, expiresAt: data.expiresAt } };
    case "deadline_moved": {
      const { deadline, leftMs } = data;
      return step.lease === null ? step : { ...step, lease: { ...step.lease, deadline, leftMs } };
    }
    case "attempt_lapsed":
      return ended(step, event, data.attempt, { end: data.reason });
    case "completion_refused":
      return withAttempt(step, data.attempt, { refusals: data.refusals });
    case "attempt_completed":
      return {
        ...moved(
          ended(step, event, data.attempt, { end: "completed", tokens: data.result.tokensUsed }),
          event,
          "completed",
          "",
        ),
        result: data.result,
      };
    case "attempt_failed":
      return {
        ...ended(step, event, data.attempt, {
          end: "failed",
          error: data.error,
          tokens: data.tokensUsed,
        }),
        failures: step.failures + 1,
        lastError: data.error,
      };
    case "usage_measured":
      return withAttempt(step, data.attempt, { tokens: data.tokens, usage: data.usage });
    case "input_requested":
      return ended(step, event, data.attempt, { end: "needs_input" });
    case "recovery_decided":
      return data.decision === "replan" || data.decision === "rollback"
        ? { ...step, replans: step.replans + 1 }
        : step;
    case "question_answered": {
      const { questions, answer, by } = data;
      return { ...step, answered: [...step.answered, { questions, answer, by }] };
    }
    case "step_reopened":
      return {
        ...moved(step, event, "pending", "starts over"),
        unmet: data.unmet,
        failures: 0,
        replans: 0,
        fellBack: false,
      };
    case "step_failed":
      return moved(step, event, "failed", data.reason);
    case "step_skipped":
      return moved(step, event, "skipped", data.reason);
    case "step_cancelled":
      return moved(step, event, "cancelled", data.reason);
    case "dead_lettered":
      return { ...step, lastError: data.error };
    case "step_taken_back":
      return {
        ...moved(step, event, "pending", "is done again once it is undone"),
        needs: [...step.needs, ...data.needs],
        unmet: data.unmet,
        failures: 0,
        lastError: null,
      };
    case "child_undoing":
      return moved(step, event, "waiting", `workflow ${data.child} is being undone`);
    case "child_undone":
      return data.left.length > 0
        ? step
        : moved(step, event, "completed", `workflow ${data.child} is undone`);
    case "step_compensated": {
      const next = { ...step, undone: data.attempts };
      return data.again ? next : moved(next, event, "compensated", `undone by ${data.by}`);
    }
  }
};

/** A due time ends with the wait it belongs to. */
const moved = (step: Step, event: StreamEvent, status: StepStatus, reason: string): Step => ({
  ...step,
  status,
  reason,
  since: event.at,
  dueAt: null,
});

const ended = (step: Step, event: StreamEvent, number: number, change: Partial<Attempt>): Step => ({
  ...withAttempt(step, number, { endedAt: event.at, endedIn: event.version, ...change }),
  lease: null,
});

const withAttempt = (step: Step, number: number, change: Partial<Attempt>): Step => ({
  ...step,
  attempts: step.attempts.map((attempt) =>
    attempt.number === number ? { ...attempt, ...change } : attempt,
  ),
});
