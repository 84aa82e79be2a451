import type { BrainChange, SessionRow } from "../project/brain-row.ts";

type SessionChange = Extract<BrainChange, { readonly session: string }>;

/** The session's row after more of it; work after its end opens it again. */
export const sessionAfter = (row: SessionRow | undefined, change: SessionChange): SessionRow => {
  const { session, at } = change;
  const from = change.type === "session_active" ? change.from : at;
  const before = row ?? {
    table: "session",
    session,
    startedAt: from,
    lastAt: at,
    executions: 0,
    endedAt: null,
    summary: null,
  };
  const seen = {
    ...before,
    startedAt: Math.min(before.startedAt, from),
    lastAt: Math.max(before.lastAt, at),
  };
  return change.type === "session_closed"
    ? { ...seen, endedAt: at, summary: change.summary }
    : { ...seen, executions: before.executions + change.executions, endedAt: null, summary: null };
};
