import type { Step } from "../../core/state/step.ts";

/** Agents a step's end may hand work to: its own, its sender, the next, the fallback, and the planner. */
export const recoveryAgents = (step: Step): readonly string[] => {
  const { from_agent: from, payload } = step.contract;
  const { next_agent: next } = payload.on_success;
  const { fallback_agent: fallback } = payload.on_failure;
  return [step.agent, from.name, next, fallback, "planner"].filter((name) => name !== undefined);
};
