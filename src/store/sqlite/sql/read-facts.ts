import type { Facts, FactsQuery, HeldResource } from "../../../core/port/facts.ts";
import type { AgentRecord } from "../../../core/recovery/agent-record.ts";
import { type Db, once } from "../db.ts";
import { readAgentRecord } from "./agent-record.ts";
import { readAsked } from "./read-asked.ts";

/** Reads what a command asked to know. */
export const readFacts = (db: Db) => {
  const load = once(() =>
    db.prepare<[string, number], { n: number }>(
      `SELECT count(*) AS n FROM handoff WHERE status = 'active' AND agent = ? AND expires_at > ?`,
    ),
  );
  const held = readHeld(db);
  const pools = readPools(db);
  const active = countActive(db);
  const record = readAgentRecord(db);
  const asked = readAsked(db);
  const kept = countSignals(db);
  return (query: FactsQuery): Facts => {
    const loads = new Map<string, number>();
    const records = new Map<string, AgentRecord>();
    for (const agent of query.agents) {
      const n = load().get(agent, query.now)?.n ?? 0;
      if (n > 0) loads.set(agent, n);
      const known = record(agent);
      if (known !== undefined) records.set(agent, known);
    }
    return {
      loads,
      records,
      held: query.resources ? held(query.now) : [],
      pools: query.usage ? pools(query.now) : new Map(),
      active: query.usage ? active(query.now) : 0,
      asked: query.people ? asked() : new Map(),
      kept: query.signals ? kept() : 0,
    };
  };
};

const readPools = (db: Db) => {
  const sql = once(() =>
    db.prepare<[number], { readonly pool: string; readonly units: number }>(
      `SELECT u.key AS pool, sum(u.value) AS units FROM handoff h INDEXED BY handoff_uses JOIN json_each(h.uses) u
       WHERE h.status = 'active' AND h.uses <> '{}' AND h.expires_at > ? GROUP BY u.key`,
    ),
  );
  return (now: number): ReadonlyMap<string, number> =>
    new Map(
      sql()
        .all(now)
        .map(({ pool, units }) => [pool, units]),
    );
};

const countActive = (db: Db) => {
  const sql = once(() =>
    db.prepare<[number], { readonly n: number }>(
      `SELECT count(*) AS n FROM handoff INDEXED BY handoff_load WHERE status = 'active' AND expires_at > ?`,
    ),
  );
  return (now: number): number => sql().get(now)?.n ?? 0;
};

const countSignals = (db: Db) => {
  const sql = once(() =>
    db.prepare<[], { readonly n: number }>("SELECT count(*) AS n FROM signal"),
  );
  return (): number => sql().get()?.n ?? 0;
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
