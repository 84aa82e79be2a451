import type { SessionRow } from "../../core/project/brain-row.ts";
import type { Io } from "../io.ts";
import { withEngine } from "../with-engine.ts";

/** `baton brain sessions`: the sessions work was done in, the last active first. */
export const listSessions = (
  io: Io,
  db: string | undefined,
  { limit, json }: { readonly limit: number; readonly json: boolean },
): Promise<number> =>
  withEngine(io, db, async ({ ports }) => {
    const sessions = (await ports.store.sessions({ limit, offset: 0 })).map(viewOf);
    if (json) io.stdout(`${JSON.stringify({ sessions }, null, 2)}\n`);
    else if (sessions.length === 0) io.stdout("Nothing was done in any session yet.\n");
    else for (const session of sessions) io.stdout(`${lineOf(session)}\n`);
    return 0;
  });

const viewOf = ({ session, startedAt, lastAt, executions, endedAt, summary }: SessionRow) => ({
  session_id: session,
  started_at: new Date(startedAt).toISOString(),
  last_at: new Date(lastAt).toISOString(),
  executions,
  ended_at: endedAt === null ? null : new Date(endedAt).toISOString(),
  summary,
});

const lineOf = (session: ReturnType<typeof viewOf>): string => {
  const { session_id: id, started_at: from, last_at: to, executions, ended_at: ended } = session;
  const count = `${executions} execution${executions === 1 ? "" : "s"}`;
  const summary = session.summary === null ? "" : `: ${session.summary}`;
  return `${id}  ${from} to ${to}, ${count}${ended === null ? "" : ", ended"}${summary}`;
};
