import { type Refusal, refuse } from "../refusal.ts";
import type { Lease, Step } from "../state/step.ts";

/** A step with the lease its caller has proved to hold. */
export interface HeldStep {
  readonly type: "held";
  readonly step: Step;
  readonly lease: Lease;
  readonly attempt: number;
}

/**
 * Checks that the token is the step's current one. A lease that ran out still counts until somebody else has
 * claimed the step: late work is better than lost work.
 */
export const guardLease = (step: Step | undefined, token: string): HeldStep | Refusal => {
  if (step === undefined)
    return staleLease("That handoff no longer exists: the workflow was rewound past it.");
  const { lease, attempts } = step;
  if (lease !== null && step.status === "active" && lease.token === token) {
    return { type: "held", step, lease, attempt: attempts.length };
  }
  if (step.status === "active") {
    return staleLease(`Step ${step.name} is now held under another lease.`);
  }
  const last = attempts.at(-1);
  const why =
    last?.end === null || last === undefined
      ? `step ${step.name} is ${step.status}`
      : `attempt ${last.number} of step ${step.name} ended (${last.end}); the step is ${step.status}`;
  return staleLease(`The lease is over: ${why}.`);
};

const staleLease = (message: string): Refusal =>
  refuse(
    "stale_lease",
    message,
    "Stop working on it and say so. To work on it again, claim it with execute_handoff; what you wrote to disk stays.",
  );
