import type { Step } from "../core/state/step.ts";
import type { Ports } from "./ports.ts";

/** Whether an active step's agent is gone: its lease ran out, or the process that held it ended. */
export const isLost = (ports: Ports, step: Step): boolean =>
  step.lease !== null &&
  (step.lease.expiresAt <= ports.clock.now() ||
    (step.lease.holder !== null && !ports.workplace.isAlive(step.lease.holder)));
