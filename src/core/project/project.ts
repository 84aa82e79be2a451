import { isSessionEvent } from "../event/is-session-event.ts";
import { isWorkflowEvent } from "../event/is-workflow-event.ts";
import type { StreamEvent } from "../event/stream-event.ts";
import { originOf } from "../state/brain-state.ts";
import { isFinalWorkflow } from "../state/status.ts";
import { memoryAddress, type StreamState } from "../state/stream-state.ts";
import type { WorkflowState } from "../state/workflow-state.ts";
import { projectImport, projectSession } from "./project-brain.ts";
import { projectContest, projectExecution } from "./project-execution.ts";
import { projectOutcome } from "./project-outcome.ts";
import { projectRewind } from "./project-rewind.ts";
import { checkpointRow, handoffRow, memoryRow, taskRow, workflowRow } from "./project-row.ts";
import { projectSignals } from "./project-signals.ts";
import { projectAllSla, projectSla } from "./project-sla.ts";
import { projectTaskTimers } from "./project-task-timers.ts";
import {
  projectFlowTimers,
  projectTimers,
  projectTriggerTimers,
  projectWallTimer,
} from "./project-timers.ts";
import type { RowChange } from "./row.ts";

/** What one event changes in the derived rows. Pure, so that `doctor --rebuild` can derive them again. */
export const project = (
  before: StreamState,
  after: StreamState,
  event: StreamEvent,
): readonly RowChange[] => {
  if (after.kind === "memory") {
    const { scope, owner, key } = memoryAddress(after.id);
    if (after.value === null || (scope !== "project" && scope !== "session")) return [];
    const { value, version, by, at, tags, expiresAt } = after;
    const row = {
      table: "memory",
      scope,
      owner,
      key,
      value,
      version,
      by,
      at,
      tags,
      expiresAt,
    } as const;
    return [{ type: "put", row }];
  }
  const { data } = event;
  if (data.type === "circuit_reset") {
    const { agent } = data;
    return [{ type: "agent_outcome", agent, outcome: "reset", at: event.at, durationMs: 0 }];
  }
  if (before.kind === "session" && after.kind === "session") {
    return isSessionEvent(data) ? projectSession(before, after, data, event.at) : [];
  }
  if (after.kind === "import") {
    return data.type === "brain_imported" ? projectImport(originOf(after.id), data) : [];
  }
  if (before.kind === "signal" && after.kind === "signal") return projectSignals(before, after);
  if (before.kind === "trigger" && after.kind === "trigger") {
    return projectTriggerTimers(before, after);
  }
  if (before.kind !== "workflow" || after.kind !== "workflow" || !isWorkflowEvent(data)) return [];
  const changes: RowChange[] = [{ type: "put", row: workflowRow(after) }];
  if (data.type === "rewound") return [...changes, ...projectRewind(before, after, event.at)];
  changes.push(...projectWallTimer(after.id, before.spend.wall, after.spend.wall));
  if (data.type === "plan_changed") changes.push(...queuedRows(after));
  if ("step" in data) {
    const step = after.steps.get(data.step);
    if (step !== undefined) {
      changes.push({ type: "put", row: handoffRow(after, step) });
      changes.push(...projectTimers(after.id, before.steps.get(data.step), step));
      if (!isCopied(after, event)) {
        changes.push(...projectOutcome(step, event));
        changes.push(
          ...projectExecution(after, before.steps.get(data.step), step, { ...event, data }),
        );
      }
    }
  }
  if (
    after.flow !== null &&
    (data.type === "flow_started" || data.type === "flow_deadline_moved" || "node" in data)
  ) {
    const node = "node" in data ? data.node : null;
    changes.push(...projectFlowTimers(after.id, before.flow, after.flow, node));
    if (node !== null || data.type !== "flow_deadline_moved")
      changes.push(...projectSla(before, after, node));
  }
  if (data.type === "values_set" && !isCopied(after, event)) {
    changes.push(...projectContest(after.steps.get(data.node), data.contested));
  }
  if (
    data.type === "workflow_status_changed" &&
    isFinalWorkflow(before.status) !== isFinalWorkflow(after.status)
  ) {
    changes.push(...projectAllSla(before, after));
  }
  if ("task" in data) {
    const id = typeof data.task === "string" ? data.task : data.task.id;
    const task = after.tasks.get(id);
    changes.push(...taskRow(after, id));
    if (task !== undefined)
      changes.push(...projectTaskTimers(after.id, before.tasks.get(id), task));
  }
  if (data.type === "checkpoint_created") changes.push(...checkpointRow(after, data.id));
  if (data.type === "workflow_memory_set") changes.push(...memoryRow(after, data.key));
  return changes;
};

/** What is ready or at work may have another way ahead now. */
const queuedRows = (state: WorkflowState): readonly RowChange[] =>
  [...state.readySteps.keys(), ...state.activeSteps.keys()].flatMap((name): RowChange[] => {
    const step = state.steps.get(name);
    return step === undefined ? [] : [{ type: "put", row: handoffRow(state, step) }];
  });

/** Whether the event came with a fork: its attempts count in the records of their agents already. */
const isCopied = (state: WorkflowState, event: StreamEvent): boolean =>
  state.forkedFrom !== null && event.version <= 1 + state.forkedFrom.copied;
