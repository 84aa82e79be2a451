import { priorities } from "../core/contract.ts";
import type { JsonObject } from "../core/json.ts";
import type { Step } from "../core/state/step.ts";
import type { WorkflowState } from "../core/state/workflow-state.ts";
import { runEntry } from "./agent-directory.ts";
import { isLost } from "./lost-steps.ts";
import type { Ports } from "./ports.ts";

/** How many ready entries a result shows. */
const entriesShown = 10;

/**
 * Steps somebody can take, in the order they should be taken: priority, then longest ready, then creation.
 * A step whose agent is gone is one of them.
 */
export const claimableSteps = (ports: Ports, state: WorkflowState): readonly Step[] => {
  if (!mayStart(state) || state.counts.ready + state.counts.active === 0) return [];
  return [...state.steps.values()]
    .filter((step) => step.status === "ready" || (step.status === "active" && isLost(ports, step)))
    .sort((a, b) => urgency(a) - urgency(b) || a.since - b.since || a.index - b.index);
};

/** A step somebody can take now, with what starts its agent. */
const readyEntry = (ports: Ports, step: Step): JsonObject => ({
  handoff_id: step.handoffId,
  agent: step.agent,
  step: step.name,
  priority: step.contract.to_agent.priority,
  run: runEntry(ports, step.agent, step.handoffId),
});

/** The most urgent ready entries of a workflow; none while it may not start work. */
export const readyEntries = (ports: Ports, state: WorkflowState): readonly JsonObject[] =>
  claimableSteps(ports, state)
    .slice(0, entriesShown)
    .map((step) => readyEntry(ports, step));

/** Whether the workflow lets work start. */
export const mayStart = (state: WorkflowState): boolean =>
  state.status === "running" || state.status === "waiting";

/** Finished and all steps, as a result shows them. */
export const progressOf = (state: WorkflowState): JsonObject => ({
  completed: state.counts.completed + state.counts.skipped + state.counts.compensated,
  total: state.steps.size,
});

const urgency = (step: Step): number => priorities.indexOf(step.contract.to_agent.priority);
