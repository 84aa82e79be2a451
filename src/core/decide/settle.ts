import { isUndoing } from "../compensation/is-undoing.ts";
import { childUndoneBy } from "../compensation/undoing-children.ts";
import { labelOf } from "../compensation/what-to-undo.ts";
import type { Json } from "../json.ts";
import { placeInQueue, withinWorkflow } from "../project/queue-order.ts";
import { isFinalStep, isFinalWorkflow, type WorkflowStatus } from "../state/status.ts";
import type { Step } from "../state/step.ts";
import type { WorkflowState } from "../state/workflow-state.ts";
import { endCompensation } from "./compensate/end-compensation.ts";
import { returned } from "./compensate/return-undone.ts";
import type { Draft } from "./draft.ts";
import { emitBefore } from "./emit-checkpoint.ts";
import { moveDeadline } from "./flow/move-deadline.ts";
import { runFlow } from "./flow/run-flow.ts";
import { stepSettled } from "./flow/step-settled.ts";

/** Lets the consequences of a decision follow: what became ready, and what the workflow now is. */
export const settle = (draft: Draft): void => {
  runFlow(draft);
  for (const step of becomingReady(draft)) {
    const child = childUndoneBy(draft.state(), step.name);
    const reason = step.needs.length > 0 ? "all it needs is done" : "needs nothing";
    if (child !== null) draft.emit({ type: "child_undoing", step: step.name, child });
    else draft.emit({ type: "step_ready", step: step.name, reason });
  }
  const state = draft.state();
  const promised = isUndoing(state) ? (state.compensation?.returnsTo ?? null) : null;
  const next = undoingOf(draft) ?? statusOf(state);
  if (promised !== null && !isUndoing(draft.state()) && returned(draft, promised)) {
    settle(draft);
    return;
  }
  moveDeadline(draft, next.status);
  // While waiting, what is awaited may change.
  const awaits = next.status === "waiting" && next.reason !== state.reason;
  if (next.status !== state.status || awaits) {
    draft.emit({ type: "workflow_status_changed", ...next });
  }
  for (const name of draft.risky.splice(0)) emitBefore(draft, name);
};

/** The steps that nothing holds up any more, in the order in which they should be taken: their turns follow it. */
const becomingReady = (draft: Draft): readonly Step[] => {
  const state = draft.state();
  return [...draft.touched]
    .flatMap((name) => state.steps.get(name) ?? [])
    .filter((step) => step.status === "pending" && step.unmet === 0)
    .map((step) => ({ step, place: placeInQueue(state, step) }))
    .sort((a, b) => withinWorkflow(a.place, b.place))
    .map(({ step }) => step);
};

/** Tells the dependents of a step that it is completed, and its plan what it brought. */
export const announceSettled = (draft: Draft, settled: string, outputs: Json): void => {
  for (const name of draft.state().dependents.get(settled) ?? []) {
    const step = draft.step(name);
    if (isFinalStep(step.status) || step.unmet === 0) continue;
    draft.emit({ type: "need_met", step: name, need: settled, unmet: step.unmet - 1 });
    draft.touched.add(name);
  }
  stepSettled(draft, settled, outputs);
};

const planEnded = ({ flow }: WorkflowState): boolean =>
  flow === null || (flow.scopes.get("")?.open ?? 0) === 0;

/** Whether the plan went on without something that failed for good. */
const gaps = ({ flow }: WorkflowState): boolean =>
  flow?.plan.onFailure === "continue" && flow.gaps > 0;

/** Where a workflow stands whose work is being undone; null for any other. */
const undoingOf = (draft: Draft): Standing | null => {
  const { counts, compensation, openTasks, status, reason } = draft.state();
  if (compensation === null || compensation.over) return null;
  if (openSteps(counts) === 0 && openTasks === 0) {
    const left = endCompensation(draft, compensation);
    const rest =
      left.length === 0
        ? ""
        : `; not undone: ${left.map((name) => labelOf(draft.state(), name)).join(", ")}`;
    return { status: compensation.endsAs, reason: `${compensation.reason}${rest}` };
  }
  return status === "paused" || status === "halted"
    ? { status, reason }
    : { status: "compensating", reason: compensation.reason };
};

interface Standing {
  readonly status: WorkflowStatus;
  readonly reason: string;
}

const openSteps = (counts: WorkflowState["counts"]): number =>
  counts.pending + counts.ready + counts.active + counts.waiting;

const statusOf = (state: WorkflowState): Standing => {
  const { counts, status, reason } = state;
  if (status === "cancelled" || status === "failed" || status === "halted") {
    return { status, reason };
  }
  if (openSteps(counts) === 0 && state.openTasks === 0 && planEnded(state)) {
    return gaps(state)
      ? { status: "completed_with_gaps", reason: "nothing is open, and some of it failed" }
      : { status: "completed", reason: "nothing is open" };
  }
  if (status === "paused") return { status, reason };
  if (counts.ready + counts.active > 0) {
    const why = isFinalWorkflow(status) ? "reopened" : "work can go on";
    return { status: "running", reason: why };
  }
  const later =
    counts.waiting > 0
      ? "a retry is due later"
      : (state.flow?.children ?? 0) > 0
        ? "a workflow it started is not over yet"
        : "a wait is not over yet";
  const asked = state.openTasks > 0 ? "a human is asked" : later;
  return { status: "waiting", reason: asked };
};
