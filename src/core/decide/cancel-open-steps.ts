import { isFinalStep } from "../state/status.ts";
import type { Draft } from "./draft.ts";
import { stopWait } from "./flow/leave-signals.ts";
import { revokeLeases } from "./halt.ts";

/** Ends everything that is open: leases are revoked, steps cancelled, waits stopped. */
export const cancelOpenSteps = (draft: Draft, reason: string): void => {
  draft.visits.length = 0;
  for (const node of draft.state().flow?.nodes.values() ?? []) {
    // Neither its time nor its signal comes any more.
    if (node.dueAt !== null || node.awaits.length > 0) stopWait(draft, node.key);
  }
  revokeLeases(draft, reason);
  for (const step of draft.state().steps.values()) {
    if (!isFinalStep(step.status)) draft.emit({ type: "step_cancelled", step: step.name, reason });
  }
};
