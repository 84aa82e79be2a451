import type { HandoffRow } from "../../../core/project/row.ts";
import { type Db, once } from "../db.ts";
import { handoffRows, type StoredHandoff, toHandoff } from "./handoff-row.ts";
import { unseen } from "./unseen.ts";

/** Narrows handoffs to one workflow, one agent, or both. */
export interface HandoffFilter {
  readonly workflow?: string;
  readonly agent?: string;
  readonly limit: number;
  readonly offset?: number;
}

/** The four forms of one query; each goes along an index that has its order, so the cost follows the limit. */
interface Forms {
  readonly all: string;
  readonly workflow: string;
  readonly agent: string;
  readonly both: string;
}

const ofWorkflow = "h.stream = (SELECT id FROM stream WHERE name = ?)";
const byStream = "INDEXED BY handoff_stream";

/** Ready handoffs of running workflows in the queue's order (core/project/queue-order.ts). */
export const readReady = (db: Db) => {
  const way = `h.critical DESC, h.rank DESC, h.since, h.created_at, h.id LIMIT ${unseen} OFFSET ?`;
  const across = `ORDER BY h.priority, h.turn, ${way}`;
  const within = `ORDER BY h.priority, ${way}`;
  const inWorkflow = `${ofWorkflow} AND h.status = 'ready' AND h.queued = 1`;
  return byFilter(db, {
    all: handoffRows(`WHERE h.queued = 1 ${across}`),
    workflow: handoffRows(`WHERE ${inWorkflow} ${within}`, byStream),
    agent: handoffRows(
      `WHERE h.queued = 1 AND h.agent = ${unseen} ${across}`,
      "INDEXED BY handoff_agent_queue",
    ),
    both: handoffRows(`WHERE ${inWorkflow} AND h.agent = ${unseen} ${within}`, byStream),
  });
};

/** Active handoffs, the one that has been active longest first. */
export const readActive = (db: Db) => {
  const order = `ORDER BY h.since, h.created_at, h.id LIMIT ${unseen} OFFSET ?`;
  const active = "h.status = 'active'";
  return byFilter(db, {
    all: handoffRows(`WHERE ${active} ${order}`),
    workflow: handoffRows(`WHERE ${ofWorkflow} AND ${active} ${order}`, byStream),
    agent: handoffRows(`WHERE ${active} AND h.agent = ${unseen} ${order}`),
    both: handoffRows(
      `WHERE ${ofWorkflow} AND ${active} AND h.agent = ${unseen} ${order}`,
      byStream,
    ),
  });
};

/** Handoffs of steps that stay failed, newest first. */
export const readFailed = (db: Db) => {
  const sql = once(() =>
    db.prepare<[number, number], StoredHandoff>(
      handoffRows(
        `WHERE h.status = 'failed' ORDER BY h.since DESC, h.id DESC LIMIT ${unseen} OFFSET ?`,
      ),
    ),
  );
  return (query: { readonly limit: number; readonly offset: number }): readonly HandoffRow[] =>
    sql().all(query.limit, query.offset).map(toHandoff);
};

const byFilter = (db: Db, forms: Forms) => {
  const all = once(() => db.prepare<[number, number], StoredHandoff>(forms.all));
  const workflow = once(() => db.prepare<[string, number, number], StoredHandoff>(forms.workflow));
  const agent = once(() => db.prepare<[string, number, number], StoredHandoff>(forms.agent));
  const both = once(() => db.prepare<[string, string, number, number], StoredHandoff>(forms.both));
  const read = (query: HandoffFilter): StoredHandoff[] => {
    const { limit, offset = 0 } = query;
    if (query.workflow === undefined) {
      return query.agent === undefined
        ? all().all(limit, offset)
        : agent().all(query.agent, limit, offset);
    }
    return query.agent === undefined
      ? workflow().all(query.workflow, limit, offset)
      : both().all(query.workflow, query.agent, limit, offset);
  };
  return (query: HandoffFilter): readonly HandoffRow[] => read(query).map(toHandoff);
};
