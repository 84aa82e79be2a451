import type { JsonObject } from "../../core/json.ts";
import { oneLine } from "../../core/one-line.ts";
import type { Step } from "../../core/state/step.ts";
import type { WorkflowState } from "../../core/state/workflow-state.ts";
import { budgetLine } from "../budget/budget-line.ts";
import { nextHint } from "../next-hint.ts";
import type { Ports } from "../ports.ts";
import { claimableCount, progressOf, readyEntries } from "../ready-entries.ts";

/** What the result of complete_handoff depends on besides the state. */
export interface EndedAttempt {
  /** As it was before. */
  readonly step: Step;
  readonly attempt: number;
  /** True for a sub-agent that was sent for this handoff: it gets a count and not the entries. */
  readonly named: boolean;
  readonly summary: string;
}

/** The result of complete_handoff. */
export const completedContent = (
  ports: Ports,
  state: WorkflowState,
  ended: EndedAttempt,
): JsonObject => {
  const now = state.steps.get(ended.step.name);
  // The last that undoes before a return leaves the plan with what it undid.
  const returned = now?.handoffId !== ended.step.handoffId;
  const step =
    now === undefined || returned ? { ...ended.step, status: "completed" as const } : now;
  const end = (returned ? null : step.attempts[ended.attempt - 1]?.end) ?? "completed";
  const recovery = end === "failed" ? recoveryOf(state, step) : null;
  const task = openTaskOf(state, step);
  const ready = claimableCount(ports, state);
  return {
    handoff_id: step.handoffId,
    status: step.status,
    report: reportLine(state, step, { end, summary: ended.summary, ready }),
    ...(recovery === null ? {} : { recovery }),
    ...(task === null ? {} : { task_id: task }),
    ready: ended.named ? ready : readyEntries(ports, state),
    workflow: { workflow_id: state.id, status: state.status, progress: progressOf(state) },
    ...budgetLine(state),
    next: ended.named
      ? "Give back the report line, word for word, as your last message."
      : nextHint(ports, state),
  };
};

/** How Baton goes on after a failure, as events have recorded it in the state. */
const recoveryOf = (state: WorkflowState, step: Step): JsonObject => {
  const error = step.lastError;
  const inferred = error?.inferred === true ? { category: error.category, inferred: true } : {};
  const back = step.needs.at(-1);
  switch (step.status) {
    case "ready":
      return {
        decision: step.fellBack && step.failures === 0 ? "fallback" : "retry",
        why: step.reason,
        handoff_id: step.handoffId,
        ...inferred,
      };
    case "pending": {
      const handoff = state.steps.get(back ?? "");
      return {
        decision: handoff?.origin.kind === "rollback" ? "rollback" : "replan",
        why: `${back} plans anew first`,
        ...(handoff === undefined ? {} : { handoff_id: handoff.handoffId }),
        ...inferred,
      };
    }
    case "waiting":
      if (step.dueAt !== null) {
        return {
          decision: "retry",
          why: step.reason,
          handoff_id: step.handoffId,
          not_before: new Date(step.dueAt).toISOString(),
          ...inferred,
        };
      }
      return {
        decision:
          state.status === "halted" ? "halt" : state.status === "paused" ? "pause" : "escalate",
        why: step.reason,
        ...inferred,
      };
    default:
      return { decision: "none", why: step.reason, ...inferred };
  }
};

const openTaskOf = (state: WorkflowState, step: Step): string | null => {
  if (state.openTasks === 0) return null;
  for (const task of state.tasks.values()) {
    if (task.status === "open" && task.step === step.name) return task.id;
  }
  return null;
};

/** One line the sub-agent gives back; what the orchestrator needs to go on is in it. */
const reportLine = (
  state: WorkflowState,
  step: Step,
  told: { readonly end: string; readonly summary: string; readonly ready: number },
): string => {
  const { completed, skipped, compensated } = state.counts;
  const flat = oneLine(told.summary);
  const short = flat.length > 160 ? `${flat.slice(0, 159)}…` : flat;
  const done = `${completed + skipped + compensated}/${state.steps.size} done`;
  const next = told.ready > 0 ? `, ${told.ready} ready` : "";
  const of = state.parent === null ? "" : `, for ${state.parent.workflow}`;
  const how = told.end === "needs_input" ? "asks a human" : told.end;
  return `Baton ${step.handoffId.slice(0, 8)} ${step.name} (${step.agent}) ${how}: ${short} [workflow ${state.id}${of}: ${state.status}, ${done}${next}]`;
};
