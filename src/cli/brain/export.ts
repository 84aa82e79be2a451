import type { PageOf } from "../../core/port/brain-query.ts";
import type { ExecutionRow, LearningRow } from "../../core/project/brain-row.ts";
import type { Io } from "../io.ts";
import { withEngine } from "../with-engine.ts";
import { brainFormat, type WrittenEntry } from "./line.ts";

const page = 500;

/** `baton brain export`: this project's own executions and learnings as JSON lines; what came from others stays. */
export const exportBrain = (io: Io, db: string | undefined): Promise<number> =>
  withEngine(io, db, async ({ ports: { store, clock } }) => {
    const database = await store.databaseId();
    if (database === null) {
      io.stderr("baton: there is no brain yet: nothing was done in this project.\n");
      return 1;
    }
    const print = (line: object): void => io.stdout(`${JSON.stringify(line)}\n`);
    print({ format: brainFormat, database, at: iso(clock.now()) });
    for await (const row of all((at) => store.learnings(at))) {
      if (row.origin === null) print(learningLine(row));
    }
    for await (const row of all((at) => store.executions(at))) {
      const line = executionLine(row);
      if (line !== null) print(line);
    }
    return 0;
  });

async function* all<R>(read: (at: PageOf) => Promise<readonly R[]>): AsyncGenerator<R> {
  for (let offset = 0; ; offset += page) {
    const rows = await read({ limit: page, offset });
    yield* rows;
    if (rows.length < page) return;
  }
}

const learningLine = ({ text, agent, firstAt, lastAt, times }: LearningRow): WrittenEntry => ({
  kind: "learning",
  text,
  agent,
  first_at: iso(firstAt),
  last_at: iso(lastAt),
  times,
});

/** What still runs is no experience yet. */
const executionLine = (row: ExecutionRow): WrittenEntry | null =>
  row.status === "running"
    ? null
    : {
        kind: "execution",
        execution: row.execution,
        agent: row.agent,
        title: row.title,
        task: row.task,
        result: row.result,
        status: row.status,
        counts: row.counts,
        started_at: iso(row.startedAt),
        ended_at: iso(row.at),
        duration_ms: row.durationMs,
        tokens_used: row.tokensUsed,
      };

const iso = (at: number): string => new Date(at).toISOString();
