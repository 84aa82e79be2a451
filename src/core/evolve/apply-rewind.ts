import type { WorkflowEvent } from "../event/workflow-event.ts";
import type { WorkflowState } from "../state/workflow-state.ts";
import { putStep } from "./put-step.ts";

/** Lays what a rewind never lowers over the state it returned to. */
export const applyRewind = (
  base: WorkflowState,
  data: Extract<WorkflowEvent, { type: "rewound" }>,
): WorkflowState => {
  const { fence, tokensUsed, spend } = data;
  let state: WorkflowState = { ...base, fence, tokensUsed, spend };
  for (const [key, version] of Object.entries(data.memoryVersions)) {
    state = { ...state, memoryVersions: state.memoryVersions.set(key, version) };
  }
  for (const [node, signal] of Object.entries(data.consumed)) {
    state = { ...state, consumed: state.consumed.set(node, signal) };
  }
  for (const [name, answered] of Object.entries(data.answered)) {
    const step = state.steps.get(name);
    if (step !== undefined) state = putStep(state, { ...step, answered });
  }
  for (const [name, told] of Object.entries(data.told)) {
    const step = state.steps.get(name);
    if (step === undefined) continue;
    const attempts = step.attempts.map((attempt) => {
      const known = told.find((each) => each.attempt === attempt.number);
      return known === undefined
        ? attempt
        : { ...attempt, tokens: known.tokens, usage: known.usage };
    });
    state = putStep(state, { ...step, attempts });
  }
  return state;
};
