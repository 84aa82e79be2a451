import type { JsonObject } from "../../core/json.ts";
import type { WorkflowState } from "../../core/state/workflow-state.ts";

/** What a claim tells its caller, without the brief. */
export const leaseContent = (state: WorkflowState, name: string, fresh: boolean): JsonObject => {
  const step = state.steps.get(name);
  if (step?.lease == null) throw new Error(`step ${name} of ${state.id} has no lease`);
  return {
    handoff_id: step.handoffId,
    workflow_id: state.id,
    attempt: step.attempts.length,
    agent: step.agent,
    lease_token: step.lease.token,
    lease_expires_at: new Date(step.lease.expiresAt).toISOString(),
    next: fresh
      ? "Work from the brief now; finish with complete_handoff and this lease_token."
      : "The lease is renewed; go on.",
  };
};
