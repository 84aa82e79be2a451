import type { JsonObject } from "../../core/json.ts";
import type { WorkflowState } from "../../core/state/workflow-state.ts";
import { budgetLine } from "../budget/budget-line.ts";
import { limitsContent } from "../budget/limits-content.ts";
import { helpersOf } from "../family.ts";
import { iso } from "../iso.ts";
import { isLost } from "../lost-steps.ts";
import { nextHint } from "../next-hint.ts";
import type { Ports } from "../ports.ts";
import { activeSteps, progressOf, readyEntries } from "../ready-entries.ts";
import { compensationView } from "../show-compensation.ts";
import { waitingLines } from "./waiting.ts";

/** Where one workflow stands, in few words. */
export const summaryView = async (
  ports: Ports,
  state: WorkflowState,
  detailed: boolean,
): Promise<JsonObject> => {
  const helpers = await helpersOf(ports, state);
  const now = ports.clock.now();
  const active = activeSteps(state)
    .filter((step) => step.lease !== null)
    .slice(0, 10)
    .map((step) => ({
      handoff_id: step.handoffId,
      agent: step.agent,
      step: step.name,
      since: iso(step.lease?.claimedAt ?? step.since),
      lease_expires_at: iso(step.lease?.expiresAt ?? now),
      ...(isLost(ports, step) ? { gone: true } : {}),
    }));
  const failures = failedAttempts(state);
  return {
    workflow_id: state.id,
    title: state.title,
    ...(state.parent === null
      ? {}
      : { parent: { workflow_id: state.parent.workflow, step: state.parent.node } }),
    status: state.status,
    ...(state.reason === "" ? {} : { reason: state.reason }),
    version: state.version,
    progress: progressOf(state),
    active,
    ready: readyEntries(ports, state, helpers),
    waiting: waitingLines(ports, state, helpers).filter(
      (line) => !String(line.for).includes(" works on "),
    ),
    failures,
    ...budgetLine(state),
    ...compensationView(state),
    ...(detailed
      ? {
          created_at: iso(state.createdAt),
          updated_at: iso(state.updatedAt),
          tokens_used: state.tokensUsed,
          tokens_estimated: state.spend.estimated,
          limits: limitsContent(state),
          counts: { ...state.counts },
        }
      : {}),
    next: nextHint(ports, state, helpers),
  };
};

const failedAttempts = (state: WorkflowState): number => {
  let count = 0;
  for (const step of state.steps.values()) {
    for (const attempt of step.attempts) if (attempt.end === "failed") count++;
  }
  return count;
};
