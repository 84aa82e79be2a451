import type { JsonObject } from "../../core/json.ts";
import type { WorkflowState } from "../../core/state/workflow-state.ts";
import { type Answer, answer } from "../answer.ts";
import { iso } from "../iso.ts";
import { nextCursor, type PageInput, pageOf, slicePage } from "./page.ts";

/** What went wrong, latest first, and what became of it; dead letters are the steps that stay failed. */
export const failuresView = (state: WorkflowState, input: PageInput): Answer => {
  const page = pageOf(input, 20);
  if ("code" in page) return page;
  const all = failures(state);
  const dead = [...state.steps.values()].filter((step) => step.status === "failed");
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
    next:
      dead.length > 0
        ? `control_workflow retry_step with step ${dead[0]?.name} tries it again.`
        : "status shows where the workflow stands.",
  });
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
