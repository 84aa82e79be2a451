import type { NewHandoff } from "../../command/command.ts";
import { standingAttempt } from "../../compensation/standing-attempt.ts";
import { compensateOf } from "../../compensation/what-to-undo.ts";
import type { CompensateWith } from "../../plan/plan.ts";
import type { Step, StepResult } from "../../state/step.ts";
import { addHandoff, freeName } from "../create-handoff.ts";
import type { Draft } from "../draft.ts";
import { interpolateIn } from "../flow/evaluate.ts";
import { instanceOf } from "../flow/flow-of.ts";
import { resultArtifacts } from "../result-artifacts.ts";

/** Most characters of a step's outputs in the brief of its compensation. */
const outputsShown = 2000;

/** Makes the handoff that undoes a step, once `needs` are done. Returns its step's name. */
export const addCompensation = (draft: Draft, name: string, needs: readonly string[]): string => {
  const step = draft.step(name);
  const how = compensateOf(draft.state(), step);
  if (how === null) throw new Error(`nothing undoes ${name}`);
  return addHandoff(
    draft,
    freeName(draft.state(), `undo:${name}`),
    undoing(draft, step, how, needs),
    {
      kind: "compensation",
      of: name,
    },
  );
};

const undoing = (
  draft: Draft,
  step: Step,
  how: CompensateWith,
  needs: readonly string[],
): NewHandoff => {
  const facts = draft.command.agents.find((agent) => agent.name === how.agent);
  const phase = facts?.phase ?? "BUILD";
  const result = resultOf(step);
  const artifacts = resultArtifacts(draft.state(), result);
  return {
    step: null,
    from: { name: "system", version: "1.0.0", phase },
    to: { name: how.agent, priority: step.contract.to_agent.priority },
    phase,
    payload: {
      context: {
        feature_description: taskOf(draft, step, how),
        previous_decisions: whatWasDone(step, result),
        constraints: [
          `${step.name} may have been done, done in part, or never begun: look first, undo what is there, and complete when nothing of it is left. Doing this twice must do no harm.`,
        ],
      },
      ...(artifacts.length === 0 ? {} : { artifacts }),
      expected_output: {
        deliverables: [],
        acceptance_criteria: [`Nothing of what ${step.name} did is left, or it never happened.`],
      },
      on_success: { action: "complete" },
      on_failure: { retry_strategy: "retry", max_retries: facts?.maxRetries ?? 3 },
    },
    needs,
    resources: step.resources,
    timeoutSeconds: facts?.timeoutSeconds ?? null,
    backoff: null,
  };
};

/** The text with its values; as it is written where they cannot be told, since undoing must not hang on that. */
const taskOf = (draft: Draft, step: Step, how: CompensateWith): string => {
  const task = interpolateIn(draft, instanceOf(draft, step.name).scope, how.task);
  return task.type === "text"
    ? task.text
    : `${how.task}\n(Its values could not be filled in: ${task.message}. Take them from what was done.)`;
};

/** What it brought; a result from before a rollback is undone already. */
const resultOf = (step: Step): StepResult | null =>
  standingAttempt(step)?.end === "completed" ? step.result : null;

/** The step's own contract and what came of it. */
const whatWasDone = (step: Step, result: StepResult | null): readonly string[] => {
  const { context, expected_output: expected } = step.contract.payload;
  const wanted = [...expected.deliverables, ...expected.acceptance_criteria];
  return [
    `${step.agent} was asked in ${step.name}: ${context.feature_description}`,
    ...(wanted.length === 0 ? [] : [`It was to bring: ${wanted.join("; ")}`]),
    result === null
      ? `It brought no result (${step.reason})`
      : `${step.agent} reports: ${result.summary}`,
    ...(result?.decisions ?? []),
    ...outputsOf(result, step.handoffId),
  ];
};

const outputsOf = (result: StepResult | null, handoff: string): readonly string[] => {
  const outputs = result?.outputs ?? null;
  if (outputs === null) return [];
  const text = outputs.kind === "inline" ? JSON.stringify(outputs.value) : "";
  return text !== "" && text.length <= outputsShown
    ? [`Its outputs: ${text}`]
    : [`Its outputs are too long for here; status with handoff_id ${handoff} shows them`];
};
