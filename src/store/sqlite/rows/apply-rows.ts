import type { Row, RowChange } from "../../../core/project/row.ts";
import { newRecord, recordOutcome } from "../../../core/recovery/agent-record.ts";
import { coalesceRows } from "../../coalesce-rows.ts";
import type { Db } from "../db.ts";
import { putAgentRecord, readAgentRecord } from "../sql/agent-record.ts";
import { applyBrain } from "./apply-brain.ts";
import { clearWorkflow } from "./clear-workflow.ts";
import type { ReadBlob } from "./index-memory.ts";
import { putCheckpoint } from "./put-checkpoint.ts";
import { putExecution } from "./put-execution.ts";
import { putHandoff } from "./put-handoff.ts";
import { putMemory } from "./put-memory.ts";
import { deleteSignal, putSignal } from "./put-signal.ts";
import { putTask } from "./put-task.ts";
import { deleteTimer, putTimer } from "./put-timer.ts";
import { putWorkflow } from "./put-workflow.ts";

/** Tells a stream's number from its name. */
type StreamNumber = (name: string) => number;

/** Applies row changes inside the caller's transaction; commits and rebuilds share it. */
export type ApplyRows = (changes: readonly RowChange[], numberOf: StreamNumber) => void;

/** Prepares the writing of derived rows on a connection. */
export const applyRows = (db: Db, readBlob: ReadBlob): ApplyRows => {
  const workflow = putWorkflow(db);
  const handoff = putHandoff(db);
  const task = putTask(db);
  const timer = putTimer(db);
  const checkpoint = putCheckpoint(db);
  const memory = putMemory(db, readBlob);
  const execution = putExecution(db);
  const brain = applyBrain(db);
  const clear = clearWorkflow(db);
  const noTimer = deleteTimer(db);
  const signal = putSignal(db);
  const noSignal = deleteSignal(db);
  const readRecord = readAgentRecord(db);
  const putRecord = putAgentRecord(db);

  const put = (row: Row, numberOf: StreamNumber): void => {
    switch (row.table) {
      case "workflow":
        workflow(row, numberOf(row.workflow));
        break;
      case "handoff":
        handoff(row, numberOf(row.workflow));
        break;
      case "task":
        task(row, numberOf(row.workflow));
        break;
      case "timer":
        timer(numberOf(row.stream), row.timer, row.dueAt);
        break;
      case "checkpoint":
        checkpoint(row, numberOf(row.workflow));
        break;
      case "memory":
        memory(row);
        break;
      case "execution":
        execution(row);
        break;
      case "signal":
        signal(row, numberOf(row.stream));
        break;
    }
  };

  const apply = (change: RowChange, numberOf: StreamNumber): void => {
    switch (change.type) {
      case "put":
        put(change.row, numberOf);
        break;
      case "delete_timer":
        noTimer(numberOf(change.stream), change.timer);
        break;
      case "delete_signal":
        noSignal(change.signal);
        break;
      case "clear_workflow":
        clear(numberOf(change.workflow), change.workflow);
        break;
      case "agent_outcome": {
        const record = readRecord(change.agent) ?? newRecord(change.agent);
        putRecord(recordOutcome(record, change.outcome, change.at, change.durationMs));
        break;
      }
      default:
        brain(change);
    }
  };

  return (changes, numberOf) => {
    for (const change of coalesceRows(changes)) apply(change, numberOf);
  };
};
