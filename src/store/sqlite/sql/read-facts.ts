import type { Facts, FactsQuery, HeldResource } from "../../../core/port/facts.ts";
import type { AgentRecord } from "../../../core/recovery/agent-record.ts";
import { type Db, once } from "../db.ts";
import { readAgentRecord } from "./agent-record.ts";

/** Reads what a command asked to know. */
export const readFacts = (db: Db) => {
  const load = once(() =>
    db.prepare<[string, number], { n: number }>(
      `SELECT count(*) AS n FROM handoff WHERE status = 'active' AND agent = ? AND expires_at > ?`,
    ),
  );
  const held = readHeld(db);
  const record = readAgentRecord(db);
  return (query: FactsQuery): Facts => {
    const loads = new Map<string, number>();
    const records = new Map<string, AgentRecord>();
    for (const agent of query.agents) {
      const n = load().get(agent, query.now)?.n ?? 0;
      if (n > 0) loads.set(agent, n);
      const known = record(agent);
      if (known !== undefined) records.set(agent, known);
    }
    return { loads, records, held: query.resources ? held(query.now) : [] };
  };
};

const readHeld = (db: Db) => {
  const sql = once(() =>
    db.prepare<[number], HeldResource>(
      `SELECT r.value AS glob, s.name AS workflow, h.step, h.expires_at AS expiresAt
       FROM handoff h INDEXED BY handoff_held JOIN stream s ON s.id = h.stream JOIN json_each(h.resources) r
       WHERE h.status = 'active' AND h.resources <> '[]' AND h.expires_at > ? ORDER BY h.id, r.id`,
    ),
  );
  return (now: number): readonly HeldResource[] => sql().all(now);
};
