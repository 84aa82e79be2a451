import type { Step } from "../core/state/step.ts";
import type { WorkflowState } from "../core/state/workflow-state.ts";
import type { Ports } from "./ports.ts";

/** Whether an active step's agent is gone: its lease ran out, or the process that held it ended. */
export const isLost = (ports: Ports, step: Step): boolean =>
  step.lease !== null &&
  (step.lease.expiresAt <= ports.clock.now() ||
    (step.lease.holder !== null && !ports.workplace.isAlive(step.lease.holder)));

/** Active steps that anybody may claim, because their agent is gone. */
export const lostSteps = (ports: Ports, state: WorkflowState): readonly Step[] =>
  state.counts.active === 0
    ? []
    : [...state.steps.values()].filter((step) => step.status === "active" && isLost(ports, step));
