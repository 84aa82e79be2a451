import { evolveLedger } from "../budget/ledger.ts";
import { isUndoing } from "../compensation/is-undoing.ts";
import type { StreamEvent } from "../event/stream-event.ts";
import type { WorkflowEvent } from "../event/workflow-event.ts";
import type { WorkflowState } from "../state/workflow-state.ts";
import { applyRewind } from "./apply-rewind.ts";
import { evolveFlow } from "./evolve-flow.ts";
import { evolveSpend } from "./evolve-spend.ts";
import { undoChild } from "./evolve-started.ts";
import { evolveStep } from "./evolve-step.ts";
import { evolveTask } from "./evolve-task.ts";
import { addStep } from "./put-step.ts";

/** One more event of a workflow. */
export const evolveWorkflow = (
  before: WorkflowState,
  event: StreamEvent,
  data: WorkflowEvent,
): WorkflowState => {
  // A fork copies events that are older than itself.
  const updatedAt = Math.max(before.updatedAt, event.at);
  const state = { ...before, version: event.version, updatedAt };
  switch (data.type) {
    case "workflow_created":
      return state.forkedFrom === null
        ? {
            ...state,
            title: data.title,
            parent: data.parent ?? null,
            createdAt: event.at,
            createdBy: event.actor,
          }
        : { ...state, title: data.title };
    case "workflow_forked":
      return {
        ...state,
        createdAt: event.at,
        createdBy: event.actor,
        forkedFrom: { workflow: data.from, version: data.version, copied: data.copied },
      };
    case "fork_recorded":
      return state;
    case "workflow_status_changed":
      return { ...state, status: data.status, reason: data.reason };
    case "handoff_created":
      return addStep(state, event, data);
    case "loop_returned":
      return { ...state, loops: state.loops.set(`${data.from}>${data.to}`, data.round) };
    case "task_opened":
    case "task_decided":
    case "task_withdrawn":
    case "approval_voted":
    case "task_reassigned":
    case "task_reminded":
      return evolveTask(state, event, data);
    case "artifact_added": {
      const artifact = { ...data.artifact, at: event.at };
      return { ...state, artifacts: state.artifacts.set(artifact.id, artifact) };
    }
    case "workflow_memory_set": {
      const { key, value, version, by, tags, expiresAt } = data;
      const entry = { value, version, by, tags, expiresAt, at: event.at };
      return {
        ...state,
        memory: state.memory.set(key, entry),
        memoryVersions: state.memoryVersions.set(key, version),
      };
    }
    case "checkpoint_created": {
      const { id, name, note, automatic, git } = data;
      const checkpoint = { id, name, note, automatic, git, version: event.version, at: event.at };
      return { ...state, checkpoints: state.checkpoints.set(id, checkpoint) };
    }
    case "flow_started":
    case "plan_changed":
    case "scope_opened":
    case "scope_closed":
    case "node_started":
    case "items_listed":
    case "node_waiting":
    case "node_deadline_moved":
    case "node_halted":
    case "node_reopened":
    case "child_started":
    case "child_ended":
    case "node_settled":
    case "node_redone":
    case "values_set":
    case "flow_deadline_moved":
    case "sla_warned":
    case "sla_breached":
    case "signal_returned":
    case "signal_emitted":
      return evolveFlow(state, event, data);
    case "budget_charged":
    case "budget_released":
    case "budget_allocated":
      return { ...state, ledger: evolveLedger(state.ledger, data, event.at) };
    case "limit_raised":
    case "wall_moved":
      return { ...state, spend: evolveSpend(state.spend, data) };
    case "signal_received":
      return {
        ...evolveFlow(state, event, data),
        consumed: state.consumed.set(data.node, data.signal),
      };
    case "compensation_started": {
      const { endsAs, reason, steps, stays } = data;
      const { askedToUndo: asked } = state;
      return {
        ...state,
        compensation: { endsAs, reason, steps, stays, over: false, returnsTo: null },
        askedToUndo: asked && { ...asked, begun: true },
      };
    }
    case "return_promised": {
      const { checkpoint, version, reason } = data;
      const returnsTo = { checkpoint, version, reason };
      return {
        ...state,
        compensation: state.compensation && { ...state.compensation, returnsTo },
      };
    }
    case "compensation_ended":
      return state.compensation === null
        ? state
        : { ...state, compensation: { ...state.compensation, over: true } };
    case "undoing_asked": {
      const { parent, reason } = data;
      return { ...state, askedToUndo: { parent, reason, begun: isUndoing(state) } };
    }
    case "undoing_answered":
      return { ...state, askedToUndo: null };
    case "child_undone":
      return undoChild(evolveStep(state, event, data), data);
    case "rewound":
      return applyRewind(state, data);
    default:
      return evolveStep(state, event, data);
  }
};
