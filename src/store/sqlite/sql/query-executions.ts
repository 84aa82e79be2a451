import type { AgentOutcomes, BrainQueries } from "../../../core/port/brain-query.ts";
import type { ExecutionRow } from "../../../core/project/brain-row.ts";
import { durationsKept } from "../../recall.ts";
import { type Db, once } from "../db.ts";
import { executionColumns, type StoredExecution, toExecution } from "./execution-row.ts";
import { unseen } from "./unseen.ts";

type ExecutionQuery = Parameters<BrainQueries["executions"]>[0];

/** This project's executions, newest first; each form goes along an index in that order. */
export const readExecutions = (db: Db) => {
  const form = (where: string, index: string) =>
    once(() =>
      db.prepare<(string | number)[], StoredExecution>(
        `SELECT ${executionColumns} FROM execution e INDEXED BY ${index}
         WHERE e.origin IS NULL AND ${where} ORDER BY e.at DESC, e.id DESC LIMIT ${unseen} OFFSET ?`,
      ),
    );
  const all = form("e.at >= ?", "execution_newest");
  const ofWorkflow = form("e.workflow = ? AND e.at >= ?", "execution_workflow");
  const ofSession = form("e.session = ? AND e.at >= ?", "execution_session");
  return (query: ExecutionQuery): readonly ExecutionRow[] => {
    const { workflow, session, since = 0, limit, offset } = query;
    const rest = [since, limit, offset];
    const rows =
      workflow !== undefined
        ? ofWorkflow().all(workflow, ...rest)
        : session !== undefined
          ? ofSession().all(session, ...rest)
          : all().all(...rest);
    return rows.map(toExecution);
  };
};

/** One number of an agent's last successes, newest first. */
const readLast = (column: "duration_ms" | "tokens_used") => (db: Db) => {
  const sql = once(() =>
    db
      .prepare<[string, number], number>(
        `SELECT ${column} FROM execution WHERE counts = 1 AND agent = ${unseen} AND status = 'completed'
           AND ${column} IS NOT NULL ORDER BY at DESC LIMIT ${unseen}`,
      )
      .pluck(),
  );
  return (agents: readonly string[]): ReadonlyMap<string, readonly number[]> => {
    const found = new Map<string, readonly number[]>();
    for (const agent of agents) {
      const last = sql().all(agent, durationsKept);
      if (last.length > 0) found.set(agent, last);
    }
    return found;
  };
};

/** How long an agent's last successes took. */
export const readDurations = readLast("duration_ms");
/** What tokens they used. */
export const readTokensUsed = readLast("tokens_used");

/** Successes and failures of all agents, along an index that holds nothing else. */
export const readOutcomes = (db: Db) => {
  const sql = once(() =>
    db.prepare<[], { agent: string; status: string; n: number }>(
      "SELECT agent, status, count(*) AS n FROM execution WHERE counts = 1 GROUP BY agent, status",
    ),
  );
  return (): ReadonlyMap<string, AgentOutcomes> => {
    const found = new Map<string, AgentOutcomes>();
    for (const { agent, status, n } of sql().all()) {
      const before = found.get(agent) ?? { completed: 0, failed: 0 };
      found.set(
        agent,
        status === "completed" ? { ...before, completed: n } : { ...before, failed: n },
      );
    }
    return found;
  };
};
