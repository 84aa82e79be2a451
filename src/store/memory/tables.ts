import type { ExecutionRow, LearningRow, SessionRow } from "../../core/project/brain-row.ts";
import type {
  CheckpointRow,
  HandoffRow,
  MemoryRow,
  Row,
  RowChange,
  SignalRow,
  TaskRow,
  TimerRow,
  WorkflowRow,
} from "../../core/project/row.ts";
import { type AgentRecord, newRecord, recordOutcome } from "../../core/recovery/agent-record.ts";
import { coalesceRows, rowKey } from "../coalesce-rows.ts";
import { applyBrain } from "./apply-brain.ts";

/** The derived rows, each table by the rows' keys in the order they first came. */
export interface Tables {
  readonly workflow: Map<string, WorkflowRow>;
  readonly handoff: Map<string, HandoffRow>;
  readonly task: Map<string, TaskRow>;
  readonly timer: Map<string, TimerRow>;
  readonly checkpoint: Map<string, CheckpointRow>;
  readonly memory: Map<string, MemoryRow>;
  readonly signal: Map<string, SignalRow>;
  readonly execution: Map<string, ExecutionRow>;
  readonly learning: Map<string, LearningRow>;
  readonly session: Map<string, SessionRow>;
  readonly record: Map<string, AgentRecord>;
}

/** Tables without rows. */
export const emptyTables = (): Tables => ({
  workflow: new Map(),
  handoff: new Map(),
  task: new Map(),
  timer: new Map(),
  checkpoint: new Map(),
  memory: new Map(),
  signal: new Map(),
  execution: new Map(),
  learning: new Map(),
  session: new Map(),
  record: new Map(),
});

/** Applies row changes. */
export const applyRows = (tables: Tables, changes: readonly RowChange[]): void => {
  for (const change of coalesceRows(changes)) apply(tables, change);
};

const apply = (tables: Tables, change: RowChange): void => {
  switch (change.type) {
    case "put":
      put(tables, change.row);
      break;
    case "delete_timer":
      tables.timer.delete(timerKey(change.stream, change.timer));
      break;
    case "delete_signal":
      tables.signal.delete(change.signal);
      break;
    case "clear_workflow":
      clear(tables, change.workflow);
      break;
    case "agent_outcome": {
      const record = tables.record.get(change.agent) ?? newRecord(change.agent);
      const next = recordOutcome(record, change.outcome, change.at, change.durationMs);
      tables.record.set(change.agent, next);
      break;
    }
    default:
      applyBrain(tables, change);
  }
};

const put = (tables: Tables, row: Row): void => {
  switch (row.table) {
    case "workflow":
      tables.workflow.set(row.workflow, row);
      break;
    case "handoff":
      tables.handoff.set(row.handoff, row);
      break;
    case "task":
      tables.task.set(row.task, row);
      break;
    case "timer":
      tables.timer.set(timerKey(row.stream, row.timer), row);
      break;
    case "checkpoint":
      tables.checkpoint.set(row.checkpoint, row);
      break;
    case "signal":
      tables.signal.set(row.signal, row);
      break;
    case "memory":
      tables.memory.set(rowKey(row), row);
      break;
    case "execution":
      tables.execution.set(row.execution, row);
  }
};

const timerKey = (stream: string, timer: string): string =>
  rowKey({ table: "timer", stream, timer, dueAt: 0 });

const clear = (tables: Tables, workflow: string): void => {
  for (const [key, row] of tables.handoff) {
    if (row.workflow !== workflow) continue;
    tables.handoff.set(key, { ...row, status: "abandoned", lease: null });
  }
  for (const [key, row] of tables.task) {
    if (row.workflow !== workflow || row.status !== "open") continue;
    tables.task.set(key, { ...row, status: "withdrawn" });
  }
  drop(tables.timer, (row) => row.stream === workflow);
  drop(tables.checkpoint, (row) => row.workflow === workflow);
  drop(tables.memory, (row) => row.scope === "workflow" && row.owner === workflow);
};

const drop = <R>(table: Map<string, R>, which: (row: R) => boolean): void => {
  for (const [key, row] of table) if (which(row)) table.delete(key);
};
