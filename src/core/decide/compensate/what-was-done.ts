import type { FlowNode } from "../../state/flow.ts";
import type { Step, StepResult } from "../../state/step.ts";

/** Most characters of outputs in the brief of a compensation. */
const outputsShown = 2000;

/** A step's own contract and what came of it, for whoever undoes it. */
export const whatStepDid = (step: Step, result: StepResult | null): readonly string[] => {
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

/** The workflow that did a stage's work and what it brought. */
export const whatStageDid = (node: FlowNode, child: string): readonly string[] => {
  const text = node.output === null ? "" : JSON.stringify(node.output);
  const elsewhere = `status with workflow_id ${child} shows what it did`;
  return [
    `Workflow ${child} did the work of ${node.key}, which is ${node.status}: ${elsewhere}`,
    ...(text === "" || text.length > outputsShown ? [] : [`Its outputs: ${text}`]),
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
