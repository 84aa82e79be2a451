import type { Step } from "../../core/state/step.ts";

/** The words of a step's contract that say what it is about. */
export const taskText = (step: Step): string => {
  const { context, expected_output: expected } = step.contract.payload;
  return [
    step.name,
    context.feature_description,
    ...(context.constraints ?? []),
    ...expected.deliverables,
    ...expected.acceptance_criteria,
  ].join(" ");
};
