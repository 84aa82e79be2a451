import type { NewHandoff } from "../../command/command.ts";
import { standingAttempt } from "../../compensation/standing-attempt.ts";
import { undoneByItself } from "../../compensation/undoing-children.ts";
import { labelOf, type Undoable } from "../../compensation/what-to-undo.ts";
import type { CompensateWith } from "../../plan/plan.ts";
import type { StepResult } from "../../state/step.ts";
import { addHandoff, freeName } from "../create-handoff.ts";
import type { Draft } from "../draft.ts";
import { interpolateIn } from "../flow/evaluate.ts";
import { instanceOf } from "../flow/flow-of.ts";
import { resultArtifacts } from "../result-artifacts.ts";
import { whatStageDid, whatStepDid } from "./what-was-done.ts";

/** Makes the handoff that undoes something, once `needs` are done. Returns its step's name. */
export const addCompensation = (
  draft: Draft,
  undoable: Undoable,
  needs: readonly string[],
): string => {
  const { name, how } = undoable;
  const key = undoable.kind === "step" ? name : undoable.node;
  const handoff =
    how === null
      ? undoneAsItSays(name)
      : undoable.kind === "step"
        ? undoneStep(draft, name, how)
        : undoneStage(draft, name, key, how);
  return addHandoff(
    draft,
    freeName(draft.state(), `undo:${key}`),
    { ...handoff, needs },
    { kind: "compensation", of: name },
  );
};

/** What is the same whoever undoes. */
type Undoing = Omit<NewHandoff, "needs">;

const undoneStep = (draft: Draft, name: string, how: CompensateWith): Undoing => {
  const step = draft.step(name);
  const result = resultOf(draft, name);
  const { priority } = step.contract.to_agent;
  const usual = undoing(draft, name, name, { how, done: whatStepDid(step, result), priority });
  const artifacts = resultArtifacts(draft.state(), result);
  const payload = artifacts.length === 0 ? usual.payload : { ...usual.payload, artifacts };
  return { ...usual, payload, resources: step.resources };
};

const undoneStage = (draft: Draft, child: string, key: string, how: CompensateWith): Undoing =>
  undoing(draft, key, labelOf(draft.state(), child), {
    how,
    done: whatStageDid(instanceOf(draft, key), child),
    priority: "p1",
  });

/** The work of another workflow, which undoes it itself: nobody can claim it. */
const undoneAsItSays = (child: string): Undoing => {
  const phase = "BUILD";
  return {
    step: null,
    from: { name: "system", version: "1.0.0", phase },
    to: { name: undoneByItself, priority: "p1" },
    phase,
    payload: {
      context: { feature_description: `Workflow ${child} undoes what it did.` },
      expected_output: { deliverables: [], acceptance_criteria: [] },
      on_success: { action: "complete" },
      on_failure: { retry_strategy: "escalate", max_retries: 0 },
    },
    resources: [],
    timeoutSeconds: null,
    backoff: null,
  };
};

const undoing = (
  draft: Draft,
  key: string,
  label: string,
  {
    how,
    done,
    priority,
  }: {
    readonly how: CompensateWith;
    readonly done: readonly string[];
    readonly priority: NewHandoff["to"]["priority"];
  },
): Undoing => {
  const facts = draft.command.agents.find((agent) => agent.name === how.agent);
  const phase = facts?.phase ?? "BUILD";
  return {
    step: null,
    from: { name: "system", version: "1.0.0", phase },
    to: { name: how.agent, priority },
    phase,
    payload: {
      context: {
        feature_description: taskOf(draft, key, how),
        previous_decisions: done,
        constraints: [
          `${label} may have been done, done in part, or never begun: look first, undo what is there, and complete when nothing of it is left. Doing this twice must do no harm.`,
        ],
      },
      expected_output: {
        deliverables: [],
        acceptance_criteria: [`Nothing of what ${label} did is left, or it never happened.`],
      },
      on_success: { action: "complete" },
      on_failure: { retry_strategy: "retry", max_retries: facts?.maxRetries ?? 3 },
    },
    resources: [],
    timeoutSeconds: facts?.timeoutSeconds ?? null,
    backoff: null,
  };
};

/** The text with its values; as it is written where they cannot be told, since undoing must not hang on that. */
const taskOf = (draft: Draft, key: string, how: CompensateWith): string => {
  const task = interpolateIn(draft, instanceOf(draft, key).scope, how.task);
  return task.type === "text"
    ? task.text
    : `${how.task}\n(Its values could not be filled in: ${task.message}. Take them from what was done.)`;
};

/** What it brought; a result from before a rollback is undone already. */
const resultOf = (draft: Draft, name: string): StepResult | null => {
  const step = draft.step(name);
  return standingAttempt(step)?.end === "completed" ? step.result : null;
};
