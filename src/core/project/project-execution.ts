import type { StreamEvent } from "../event/stream-event.ts";
import type { WorkflowEvent } from "../event/workflow-event.ts";
import { excerpt } from "../excerpt.ts";
import type { Attempt, AttemptEnd, Lease, Step } from "../state/step.ts";
import type { WorkflowState } from "../state/workflow-state.ts";
import type { ExecutionRow } from "./brain-row.ts";
import { outcomeOf } from "./project-outcome.ts";
import type { RowChange } from "./row.ts";

/** Characters of a task or a result that the brain keeps; the contract and the events have all. */
export const excerptLimit = 1000;

/** The id of an attempt's execution: fencing tokens are never given out twice, attempt numbers are after a rewind. */
const executionId = (handoff: string, fence: number): string => `${handoff}:${fence}`;

/** What an event of a step adds to the brain. `before` is the step as it was. */
export const projectExecution = (
  state: WorkflowState,
  before: Step | undefined,
  step: Step,
  { data, at }: StreamEvent & { readonly data: WorkflowEvent },
): readonly RowChange[] => {
  switch (data.type) {
    case "learnings_given":
      return data.learnings.map((learning) => ({ type: "learning_used", learning }));
    case "attempt_completed": {
      const { summary, tokensUsed, learnings } = data.result;
      const rows = endedRows(state, before, step, data.attempt, {
        status: "completed",
        counts: true,
        result: summary,
        tokensUsed,
        at,
      });
      const agent = attemptOf(step, data.attempt)?.agent ?? step.agent;
      return [...rows, ...learnings.map((text) => learned(state, agent, text, at))];
    }
    case "attempt_failed":
      return endedRows(state, before, step, data.attempt, {
        status: "failed",
        counts: outcomeOf(data) === "failed",
        result: data.error.message,
        tokensUsed: data.tokensUsed,
        at,
      });
    case "input_requested":
      return endedRows(state, before, step, data.attempt, {
        status: "needs_input",
        counts: false,
        result: data.summary,
        tokensUsed: null,
        at,
      });
    case "attempt_lapsed":
      return endedRows(state, before, step, data.attempt, {
        status: data.reason,
        counts: false,
        result: null,
        tokensUsed: null,
        at,
      });
    case "usage_measured": {
      const attempt = attemptOf(step, data.attempt);
      if (attempt === undefined) return [];
      const execution = executionId(step.handoffId, attempt.fence);
      return [{ type: "measured", execution, tokens: data.tokens }];
    }
    default:
      return [];
  }
};

/** Attempts that a rewind cuts off: they happened, and end with it. */
export const projectAbandoned = (
  before: WorkflowState,
  after: WorkflowState,
  at: number,
): readonly RowChange[] =>
  [...before.steps.values()].flatMap((step) => {
    const { lease } = step;
    const now = after.steps.get(step.name)?.lease ?? null;
    if (step.status !== "active" || lease === null || now?.fence === lease.fence) return [];
    return endedRows(before, step, step, step.attempts.length, {
      status: "revoked",
      counts: false,
      result: null,
      tokensUsed: null,
      at,
    });
  });

/** Values that two steps side by side wrote are counted with the later one. */
export const projectContest = (
  step: Step | undefined,
  contested: readonly string[],
): readonly RowChange[] => {
  const attempt = step?.attempts.at(-1);
  if (step === undefined || attempt === undefined || contested.length === 0) return [];
  const execution = executionId(step.handoffId, attempt.fence);
  return [{ type: "contested", execution, values: contested.length }];
};

interface End {
  readonly status: AttemptEnd;
  readonly counts: boolean;
  readonly result: string | null;
  readonly tokensUsed: number | null;
  readonly at: number;
}

const attemptOf = (step: Step, number: number): Attempt | undefined =>
  step.attempts.find((attempt) => attempt.number === number);

const endedRows = (
  state: WorkflowState,
  before: Step | undefined,
  step: Step,
  number: number,
  end: End,
): readonly RowChange[] => {
  const attempt = attemptOf(step, number);
  // What a fork took over had begun in the other workflow, and counts there.
  const elsewhere = state.forkedFrom !== null && (attempt?.startedAt ?? 0) < state.createdAt;
  if (attempt === undefined || elsewhere) return [];
  const row = executionRow(state, step, attempt, before?.lease ?? null, end);
  const { session, startedAt: from, at } = row;
  return [
    { type: "put", row },
    ...(session === null
      ? []
      : [{ type: "session_active", session, from, at, executions: 1 } as const]),
  ];
};

const executionRow = (
  state: WorkflowState,
  step: Step,
  attempt: Attempt,
  lease: Lease | null,
  { status, counts, result, tokensUsed, at }: End,
): ExecutionRow => ({
  table: "execution",
  execution: executionId(step.handoffId, attempt.fence),
  origin: null,
  workflow: state.id,
  title: excerpt(state.title, excerptLimit),
  step: step.name,
  handoff: step.handoffId,
  attempt: attempt.number,
  agent: attempt.agent,
  task: excerpt(step.contract.payload.context.feature_description, excerptLimit),
  result: result === null ? null : excerpt(result, excerptLimit),
  status,
  counts,
  startedAt: attempt.startedAt,
  at,
  durationMs: Math.max(0, at - attempt.startedAt),
  tokensUsed,
  session: lease?.session ?? null,
  contested: 0,
});

const learned = (state: WorkflowState, agent: string, text: string, at: number): RowChange => ({
  type: "learned",
  text,
  agent,
  workflow: state.id,
  origin: null,
  firstAt: at,
  at,
  times: 1,
});
