import type { AgentRecord } from "../../../core/recovery/agent-record.ts";
import { type Db, once } from "../db.ts";

const columns =
  "SELECT agent, completed, failed, streak, opened_at AS openedAt, total_ms AS totalMs FROM agent_record";

/** One agent's record. */
export const readAgentRecord = (db: Db) => {
  const sql = once(() => db.prepare<[string], AgentRecord>(`${columns} WHERE agent = ?`));
  return (agent: string): AgentRecord | undefined => sql().get(agent);
};

/** All records, by name. */
export const readAgentRecords = (db: Db) => {
  const sql = once(() => db.prepare<[], AgentRecord>(`${columns} ORDER BY agent`));
  return (): readonly AgentRecord[] => sql().all();
};

/** Puts a record in the place of the agent's last one. */
export const putAgentRecord = (db: Db) => {
  const sql = once(() =>
    db.prepare<[string, number, number, number, number | null, number]>(
      `INSERT INTO agent_record (agent, completed, failed, streak, opened_at, total_ms)
       VALUES (?, ?, ?, ?, ?, ?)
       ON CONFLICT (agent) DO UPDATE SET completed = excluded.completed, failed = excluded.failed,
         streak = excluded.streak, opened_at = excluded.opened_at, total_ms = excluded.total_ms`,
    ),
  );
  return (r: AgentRecord): void => {
    sql().run(r.agent, r.completed, r.failed, r.streak, r.openedAt, r.totalMs);
  };
};

/** Active attempts under live leases, by agent. */
export const readLoads = (db: Db) => {
  const sql = once(() =>
    db.prepare<[number], { agent: string; n: number }>(
      `SELECT agent, count(*) AS n FROM handoff WHERE status = 'active' AND expires_at > ? GROUP BY agent`,
    ),
  );
  return (now: number): ReadonlyMap<string, number> =>
    new Map(
      sql()
        .all(now)
        .map(({ agent, n }) => [agent, n]),
    );
};
