import { undoingChildren } from "../../core/compensation/undoing-children.ts";
import type { JsonObject } from "../../core/json.ts";
import type { Step } from "../../core/state/step.ts";
import type { WorkflowState } from "../../core/state/workflow-state.ts";
import { type Answer, answer } from "../answer.ts";
import { iso } from "../iso.ts";
import { stepsInOrder } from "../steps-in-order.ts";
import { nextCursor, type PageInput, pageOf, slicePage } from "./page.ts";

/** What went wrong, latest first, and what became of it; dead letters are the steps that stay failed. */
export const failuresView = (state: WorkflowState, input: PageInput): Answer => {
  const page = pageOf(input, 20);
  if ("code" in page) return page;
  const all = failures(state);
  const undoing = new Set(undoingChildren(state).values());
  const dead = stepsInOrder(state).filter(
    (step) => step.status === "failed" || (isGivenUp(step) && !undoing.has(step.name)),
  );
  return answer({
    workflow_id: state.id,
    status: state.status,
    failures: slicePage(all, page),
    dead_letters: dead.map((step) => ({
      step: step.name,
      handoff_id: step.handoffId,
      reason: step.reason,
    })),
    ...nextCursor(page, all.length > page.offset + page.limit),
    next: dead.length > 0 ? wayOn(state, dead) : "status shows where the workflow stands.",
  });
};

/** A compensation nobody could do is a dead letter already while a human is asked about it. */
const isGivenUp = ({ origin, status, dueAt, lastError }: Step): boolean =>
  origin.kind === "compensation" && status === "waiting" && dueAt === null && lastError !== null;

const wayOn = (state: WorkflowState, dead: readonly Step[]): string => {
  const undoing = dead.find(({ origin }) => origin.kind === "compensation");
  if (state.openTasks > 0 && undoing !== undefined)
    return `A human is asked about ${undoing.name}: see status with view tasks.`;
  const step = state.compensation === null ? dead[0] : undoing;
  return step === undefined
    ? "Its work was undone: start the workflow again."
    : `control_workflow retry_step with step ${step.name} tries it again.`;
};

const failures = (state: WorkflowState): readonly JsonObject[] =>
  [...state.steps.values()]
    .flatMap((step) => step.attempts.map((attempt) => ({ step, attempt })))
    .filter(({ attempt }) => attempt.end === "failed")
    .sort((a, b) => (b.attempt.endedAt ?? 0) - (a.attempt.endedAt ?? 0))
    .map(({ step, attempt }) => ({
      step: step.name,
      attempt: attempt.number,
      agent: attempt.agent,
      at: iso(attempt.endedAt ?? attempt.startedAt),
      category: attempt.error?.category ?? "code_error",
      inferred: attempt.error?.inferred ?? false,
      message: attempt.error?.message ?? "",
      ...(attempt.error?.suggestion == null ? {} : { suggestion: attempt.error.suggestion }),
      now: step.status,
    }));
