import type { TaskDecision } from "../state/human-task.ts";
import { isFinalStep } from "../state/status.ts";
import type { Draft } from "./draft.ts";
import { openTask } from "./open-task.ts";

/** Asks a human how to go on with a step that recovery could not save. */
export const escalateStep = (draft: Draft, name: string, why: string): void => {
  const step = draft.step(name);
  const error = step.lastError;
  const undoes = step.origin.kind === "compensation";
  const options: TaskDecision[] =
    isNeeded(draft, name) && !undoes ? ["retry", "abort"] : ["retry", "skip", "abort"];
  const lines = [
    `${step.agent} could not do ${name} after ${step.attempts.length} attempts: ${why}.`,
    ...(error === null ? [] : [`Last error (${error.category}): ${error.message}`]),
    ...(error?.suggestion == null ? [] : [`Suggested: ${error.suggestion}`]),
    ...(undoes
      ? [`skip lets stand what ${step.origin.of} did, and undoes the rest; abort stops undoing.`]
      : []),
  ];
  if (undoes && error !== null) draft.emit({ type: "dead_lettered", step: name, error });
  openTask(draft, {
    kind: "escalation",
    step: name,
    title: `${name} needs a decision`,
    body: lines.join("\n"),
    questions: [],
    options,
  });
  draft.emit({ type: "step_waiting", step: name, reason: "a human is asked", dueAt: null });
};

/** Whether an unfinished step waits for this one's output; such a step cannot be skipped. */
export const isNeeded = (draft: Draft, name: string): boolean =>
  (draft.state().dependents.get(name) ?? []).some(
    (dependent) => !isFinalStep(draft.step(dependent).status),
  );
