import { learnedAgain, normalised } from "../../../src/core/brain/learning.ts";
import { sessionAfter } from "../../../src/core/brain/session.ts";
import type { LearningRow, SessionRow } from "../../../src/core/project/brain-row.ts";
import type { Row, RowChange } from "../../../src/core/project/row.ts";
import { newRecord, recordOutcome } from "../../../src/core/recovery/agent-record.ts";

/** The derived rows as a store would keep them, by table and key. */
export type Tables = Map<string, object>;

const keyOf = (row: Row): string => {
  switch (row.table) {
    case "workflow":
      return `workflow ${row.workflow}`;
    case "handoff":
      return `handoff ${row.handoff}`;
    case "task":
      return `task ${row.task}`;
    case "timer":
      return `timer ${row.stream} ${row.timer}`;
    case "checkpoint":
      return `checkpoint ${row.checkpoint}`;
    case "signal":
      return `signal ${row.signal}`;
    case "memory":
      return `memory ${row.scope} ${row.owner} ${row.key}`;
    case "execution":
      return `execution ${row.execution}`;
  }
};

/** Applies row changes as `RowChange` describes them. */
export const applyRows = (tables: Tables, changes: readonly RowChange[]): void => {
  for (const change of changes) {
    switch (change.type) {
      case "put":
        tables.set(keyOf(change.row), change.row);
        break;
      case "delete_timer":
        tables.delete(`timer ${change.stream} ${change.timer}`);
        break;
      case "delete_signal":
        tables.delete(`signal ${change.signal}`);
        break;
      case "clear_workflow":
        clear(tables, change.workflow);
        break;
      case "agent_outcome": {
        const { agent, outcome, at, durationMs } = change;
        const key = `agent ${agent}`;
        const old = records.get(tables)?.get(agent) ?? newRecord(agent);
        const record = recordOutcome(old, outcome, at, durationMs);
        records.set(tables, (records.get(tables) ?? new Map()).set(agent, record));
        tables.set(key, record);
        break;
      }
      case "learned": {
        const brain = brainOf(tables);
        const id = normalised(change.text);
        const row = learnedAgain(brain.learnings.get(id), id, change);
        brain.learnings.set(id, row);
        tables.set(`learning ${id}`, row);
        break;
      }
      case "session_active":
      case "session_closed": {
        const brain = brainOf(tables);
        const row = sessionAfter(brain.sessions.get(change.session), change);
        brain.sessions.set(change.session, row);
        tables.set(`session ${change.session}`, row);
        break;
      }
      case "contested":
      case "measured":
      case "learning_used":
        break;
    }
  }
};

interface Brain {
  readonly learnings: Map<string, LearningRow>;
  readonly sessions: Map<string, SessionRow>;
}

const brains = new WeakMap<Tables, Brain>();

const brainOf = (tables: Tables): Brain => {
  const brain = brains.get(tables) ?? { learnings: new Map(), sessions: new Map() };
  brains.set(tables, brain);
  return brain;
};

const records = new WeakMap<Tables, Map<string, ReturnType<typeof newRecord>>>();

const clear = (tables: Tables, workflow: string): void => {
  for (const [key, row] of tables) {
    if (!("table" in row)) continue;
    const mine =
      ("workflow" in row && row.workflow === workflow) ||
      ("stream" in row && row.stream === workflow) ||
      ("owner" in row && row.owner === workflow);
    if (!mine) continue;
    if (row.table === "timer" || row.table === "checkpoint" || row.table === "memory") {
      tables.delete(key);
    }
    if (row.table === "handoff") tables.set(key, { ...row, status: "abandoned", lease: null });
    if (row.table === "task" && "status" in row && row.status === "open") {
      tables.set(key, { ...row, status: "withdrawn" });
    }
  }
};

/** Timers that are due, as their names. */
export const dueTimers = (tables: Tables, at: number): readonly string[] => {
  const due: string[] = [];
  for (const row of tables.values()) {
    if (!("timer" in row) || typeof row.timer !== "string") continue;
    if ("dueAt" in row && typeof row.dueAt === "number" && row.dueAt <= at) due.push(row.timer);
  }
  return due;
};
