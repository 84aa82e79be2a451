import type { StepError } from "../recovery/category.ts";
import type { HumanTask } from "../state/human-task.ts";
import { freezeDeadlines } from "./deadlines.ts";
import type { Draft } from "./draft.ts";
import { isNeeded } from "./escalate.ts";
import { openTask } from "./open-task.ts";

/** Stops everything at once after a critical failure, until a human has decided. */
export const haltWorkflow = (draft: Draft, name: string, error: StepError): void => {
  halt(draft, name, error, {
    title: `${name} met a critical failure`,
    options: ["retry", "abort"],
    reason: `critical failure in ${name}`,
  });
};

/** Stops everything because its plan halts when a step is given up. */
export const haltForPlan = (draft: Draft, name: string, error: StepError): void => {
  halt(draft, name, error, {
    title: `${name} could not be done, and its plan halts at that`,
    options: isNeeded(draft, name) ? ["retry", "abort"] : ["retry", "skip", "abort"],
    reason: `${name} was given up`,
  });
};

const halt = (
  draft: Draft,
  name: string,
  error: StepError,
  words: Pick<HumanTask, "title" | "options"> & { readonly reason: string },
): void => {
  const { title, options, reason } = words;
  draft.emit({ type: "step_waiting", step: name, reason: "halted", dueAt: null });
  revokeLeases(draft, "the workflow is halted");
  const body = `${draft.step(name).agent} reports: ${error.message}`;
  openTask(draft, { kind: "halt", step: name, title, body, questions: [], options });
  draft.emit({ type: "workflow_status_changed", status: "halted", reason });
};

/** Pauses the workflow on a quota or billing error: more attempts would only cost more. */
export const pauseForQuota = (draft: Draft, name: string, error: StepError): void => {
  draft.emit({ type: "step_waiting", step: name, reason: "quota", dueAt: null });
  openTask(draft, {
    kind: "quota",
    step: name,
    title: `${name} ran into a quota or billing limit`,
    body: `${draft.step(name).agent} reports: ${error.message}\nNothing new starts until this is answered.`,
    questions: [],
    options: ["retry", "abort"],
  });
  freezeDeadlines(draft);
  const reason = `quota or billing error in ${name}`;
  draft.emit({ type: "workflow_status_changed", status: "paused", reason });
};

/** Takes every lease back; the steps are ready again unless something else is decided for them. */
export const revokeLeases = (draft: Draft, reason: string): readonly string[] => {
  const revoked: string[] = [];
  if (draft.state().counts.active === 0) return revoked;
  for (const step of draft.state().steps.values()) {
    if (step.status !== "active") continue;
    const attempt = step.attempts.length;
    draft.emit({ type: "attempt_lapsed", step: step.name, attempt, reason: "revoked" });
    draft.emit({ type: "step_ready", step: step.name, reason });
    revoked.push(step.name);
  }
  return revoked;
};
