import type { HandoffRow } from "../../../core/project/row.ts";

/** A handoff row as SQLite gives it. */
export interface StoredHandoff {
  readonly handoff: string;
  readonly workflow: string;
  readonly step: string;
  readonly agent: string;
  readonly status: HandoffRow["status"];
  readonly priority: number;
  readonly turn: number;
  readonly critical: number;
  readonly rank: number;
  readonly since: number;
  readonly createdAt: number;
  readonly fence: number | null;
  readonly expiresAt: number | null;
  readonly holder: string | null;
  readonly session: string | null;
  readonly use: string | null;
  readonly resources: string;
  readonly uses: string;
}

/** The text of a query for handoff rows: conditions and order, and which index to go along where that matters. */
export const handoffRows = (rest: string, index = ""): string =>
  `SELECT h.handoff, s.name AS workflow, h.step, h.agent, h.status, h.priority, h.turn,
     h.critical, h.rank, h.since, h.created_at AS createdAt, h.fence, h.expires_at AS expiresAt, h.holder, h.session,
     h.tool_use AS use, h.resources, h.uses
   FROM handoff h ${index} JOIN stream s ON s.id = h.stream ${rest}`;

/** A row as SQLite gives it to the row of the port. */
export const toHandoff = (row: StoredHandoff): HandoffRow => {
  const { fence, expiresAt, holder, session, resources, uses, critical, ...rest } = row;
  const lease =
    fence === null || expiresAt === null
      ? null
      : { fence, expiresAt, holder: holder === null ? null : JSON.parse(holder), session };
  return {
    table: "handoff",
    ...rest,
    critical: critical === 1,
    lease,
    resources: JSON.parse(resources),
    uses: JSON.parse(uses),
  };
};
