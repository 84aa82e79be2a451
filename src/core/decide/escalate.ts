import { labelOf } from "../compensation/what-to-undo.ts";
import type { StepError } from "../recovery/category.ts";
import type { TaskDecision } from "../state/human-task.ts";
import { isFinalStep } from "../state/status.ts";
import type { Draft } from "./draft.ts";
import { openTask } from "./open-task.ts";

/** Asks a human how to go on with a step that recovery could not save. */
export const escalateStep = (draft: Draft, name: string, why: string): void => {
  const step = draft.step(name);
  const error = step.lastError;
  const lines = [
    `${step.agent} could not do ${name} after ${step.attempts.length} attempts: ${why}.`,
    ...(error === null ? [] : [`Last error (${error.category}): ${error.message}`]),
    ...(error?.suggestion == null ? [] : [`Suggested: ${error.suggestion}`]),
  ];
  if (step.origin.kind === "compensation") {
    askAboutUndoing(draft, name, error, lines);
    return;
  }
  const options: readonly TaskDecision[] = isNeeded(draft, name) ? without : all;
  ask(draft, name, lines, options);
};

const all: readonly TaskDecision[] = ["retry", "skip", "abort"];
const without: readonly TaskDecision[] = ["retry", "abort"];

/** What cannot be undone is a dead letter at once, and a human is asked. */
export const askAboutUndoing = (
  draft: Draft,
  name: string,
  error: StepError | null,
  lines: readonly string[],
): void => {
  const of = labelOf(draft.state(), draft.step(name).origin.of ?? name);
  if (error !== null) draft.emit({ type: "dead_lettered", step: name, error });
  const skips = `skip lets stand what ${of} did, and undoes the rest; abort stops undoing.`;
  ask(draft, name, [...lines, skips], all);
};

const ask = (
  draft: Draft,
  name: string,
  lines: readonly string[],
  options: readonly TaskDecision[],
): void => {
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
