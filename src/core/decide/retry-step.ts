import type { IntentOf } from "../command/intent-of.ts";
import { isTakenBack } from "../compensation/rollback-steps.ts";
import { childUndoneBy } from "../compensation/undoing-children.ts";
import { type Refusal, refuse } from "../refusal.ts";
import { isFinalStep } from "../state/status.ts";
import type { Step } from "../state/step.ts";
import type { WorkflowState } from "../state/workflow-state.ts";
import { guardRetry, resumeCompensation } from "./compensate/retry-compensation.ts";
import type { Draft } from "./draft.ts";
import { findStep } from "./find-step.ts";
import { resumeFlow } from "./flow/resume-flow.ts";
import { guardNotAsked } from "./guard-not-asked.ts";
import { resumeWork } from "./pause.ts";

/** Tries a step again that failed, waits for a retry, or was given up; a dead letter comes back to life. */
export const retryStep = (draft: Draft, intent: IntentOf<"retry_step">): Refusal | undefined => {
  const state = draft.state();
  const step = findStep(state, intent.step);
  if ("code" in step) return step;
  if (state.status === "cancelled" && step.origin.kind !== "compensation") {
    return refuse(
      "workflow_not_running",
      `Workflow ${state.id} was cancelled (${state.reason}).`,
      "Resume one of its checkpoints with fork to go on in a new workflow.",
    );
  }
  const asked = guardNotAsked(draft.state(), step.name);
  if (asked !== null) return asked;
  const child = childUndoneBy(state, step.name);
  if (child !== null && step.status === "waiting") {
    return refuse(
      "conflict",
      `${step.name} waits until workflow ${child} is undone.`,
      `Look there: status with workflow_id ${child}.`,
    );
  }
  const unsaved = guardRetry(state, step) ?? guardPlan(state, step);
  if (unsaved !== null) return unsaved;
  const failed = [...state.steps.values()].filter(
    (each) => each.status === "failed" && !isLeft(state, each),
  );
  if (step.status === "cancelled" && failed.length > 0) {
    const names = failed.map((each) => each.name).join(", ");
    return refuse(
      "conflict",
      `Step ${step.name} was stopped because ${names} failed.`,
      `Retry ${names}: that opens what it stopped again.`,
      { failed: failed.map((each) => each.name) },
    );
  }
  const stopped = step.status === "cancelled" && state.status === "failed";
  if (step.status !== "failed" && step.status !== "waiting" && !stopped) {
    return refuse(
      "conflict",
      `Step ${step.name} is ${step.status}: only a failed or waiting step can be retried.`,
      step.status === "active"
        ? "Take it over with execute_handoff take_over: true if its holder is gone."
        : "Create a new handoff for more work on it.",
    );
  }
  reviveStep(draft, step.name);
  return undefined;
};

/** Makes a step ready (or pending) with a clean record, together with what its failure had stopped. */
const reviveStep = (draft: Draft, name: string): void => {
  const undoing = resumeCompensation(draft, draft.step(name));
  if (undoing !== null) {
    reopenSteps(draft, undoing);
    return;
  }
  const failed = draft.state().status === "failed";
  reopenSteps(draft, [name, ...(failed ? stoppedSteps(draft) : [])]);
  if (!failed) return;
  resumeWork(draft, `${name} is tried again`);
  resumeFlow(draft);
};

/** Refuses what a plan does not wait for any more, and plans that failed by themselves. */
const guardPlan = (state: WorkflowState, step: Step): Refusal | null => {
  const { flow } = state;
  if (flow === null || step.origin.kind === "compensation") return null;
  if (state.status === "failed" && flow.plan.onFailure !== "continue" && flow.gaps > 0) {
    return refuse(
      "conflict",
      `The plan of workflow ${state.id} failed (${state.reason}); no step can save it.`,
      "Resume one of its checkpoints with rewind, or start it again with the plan mended.",
    );
  }
  if (!isLeft(state, step)) return null;
  return refuse(
    "conflict",
    `Step ${step.name} is ${step.status}, and the plan went on without it.`,
    "Create a new handoff for more work on it, or resume a checkpoint from before.",
  );
};

/** Whether the plan has gone on without the step, or without the one it was to help. */
const isLeft = (state: WorkflowState, step: Step): boolean => {
  const { kind, of } = step.origin;
  if (state.flow === null || of === null) return false;
  if (kind === "plan") {
    return isFinalStep(state.flow.nodes.get(of)?.status ?? "pending") && !isTakenBack(state, step);
  }
  const helped = state.steps.get(of);
  return (
    helped !== undefined && (kind === "replan" || kind === "rollback") && isLeft(state, helped)
  );
};

/** Lets steps start over; they wait for those of their needs that are open or start over too. */
export const reopenSteps = (draft: Draft, names: readonly string[]): void => {
  const reopened = new Set(names);
  for (const name of reopened) {
    const unmet = draft
      .step(name)
      .needs.filter((need) => reopened.has(need) || !isFinalStep(draft.step(need).status)).length;
    draft.emit({ type: "step_reopened", step: name, unmet });
    draft.touched.add(name);
  }
};

/** The names of the steps that ended because another one did. */
export const stoppedSteps = (draft: Draft): readonly string[] =>
  [...draft.state().steps.values()]
    .filter((step) => step.status === "cancelled" && !isLeft(draft.state(), step))
    .map((step) => step.name);
