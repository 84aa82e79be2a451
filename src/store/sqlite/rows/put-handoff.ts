import type { HandoffRow } from "../../../core/project/row.ts";
import { type Db, once } from "../db.ts";

/** Writes a handoff's row; `queued` follows from its status and the workflow's. */
export const putHandoff = (db: Db) => {
  const sql = once(() =>
    db.prepare<
      [
        string,
        number,
        string,
        string,
        string,
        number,
        number,
        number,
        number,
        number,
        number,
        number | null,
        number | null,
        string | null,
        string | null,
        string | null,
        string,
        string,
        string,
        number,
      ]
    >(
      `INSERT INTO handoff (handoff, stream, step, agent, status, priority, turn, critical, rank, since, created_at,
         fence, expires_at, holder, session, tool_use, resources, uses, queued)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?,
         ? = 'ready' AND coalesce((SELECT runs FROM workflow WHERE stream = ?), 0))
       ON CONFLICT (handoff) DO UPDATE SET stream = excluded.stream, step = excluded.step,
         agent = excluded.agent, status = excluded.status, priority = excluded.priority,
         turn = excluded.turn, critical = excluded.critical, rank = excluded.rank, since = excluded.since, created_at = excluded.created_at,
         fence = excluded.fence,
         expires_at = excluded.expires_at, holder = excluded.holder, session = excluded.session,
         tool_use = excluded.tool_use, resources = excluded.resources, uses = excluded.uses,
         queued = excluded.queued`,
    ),
  );
  return (row: HandoffRow, stream: number): void => {
    const { lease } = row;
    sql().run(
      row.handoff,
      stream,
      row.step,
      row.agent,
      row.status,
      row.priority,
      row.turn,
      row.critical ? 1 : 0,
      row.rank,
      row.since,
      row.createdAt,
      lease?.fence ?? null,
      lease?.expiresAt ?? null,
      lease?.holder ? JSON.stringify(lease.holder) : null,
      lease?.session ?? null,
      row.use,
      JSON.stringify(row.resources),
      JSON.stringify(row.uses),
      row.status,
      stream,
    );
  };
};
