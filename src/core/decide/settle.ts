import { isFinalStep, isFinalWorkflow, type WorkflowStatus } from "../state/status.ts";
import type { WorkflowState } from "../state/workflow-state.ts";
import type { Draft } from "./draft.ts";

/** Lets the consequences of a decision follow: what became ready, and what the workflow now is. */
export const settle = (draft: Draft): void => {
  for (const name of draft.touched) {
    const step = draft.state().steps.get(name);
    if (step?.status === "pending" && step.unmet === 0) {
      const reason = step.needs.length > 0 ? "all it needs is done" : "needs nothing";
      draft.emit({ type: "step_ready", step: name, reason });
    }
  }
  const state = draft.state();
  const next = statusOf(state);
  // While waiting, what is awaited may change.
  const awaits = next.status === "waiting" && next.reason !== state.reason;
  if (next.status !== state.status || awaits) {
    draft.emit({ type: "workflow_status_changed", ...next });
  }
};

/** Tells the dependents of a step that it has settled. */
export const announceSettled = (draft: Draft, settled: string): void => {
  for (const name of draft.state().dependents.get(settled) ?? []) {
    const step = draft.step(name);
    if (isFinalStep(step.status) || step.unmet === 0) continue;
    draft.emit({ type: "need_met", step: name, need: settled, unmet: step.unmet - 1 });
    draft.touched.add(name);
  }
};

const statusOf = (
  state: WorkflowState,
): { readonly status: WorkflowStatus; readonly reason: string } => {
  const { counts, status, reason } = state;
  const open = counts.pending + counts.ready + counts.active + counts.waiting;
  if (status === "cancelled" || status === "failed" || status === "halted") {
    return { status, reason };
  }
  if (open === 0 && state.openTasks === 0)
    return { status: "completed", reason: "nothing is open" };
  if (status === "paused") return { status, reason };
  if (counts.ready + counts.active > 0) {
    const why = isFinalWorkflow(status) ? "reopened" : "work can go on";
    return { status: "running", reason: why };
  }
  const asked = state.openTasks > 0 ? "a human is asked" : "a retry is due later";
  return { status: "waiting", reason: asked };
};
