import type { BrainQueries } from "../../core/port/brain-query.ts";
import type { Connection } from "./connection.ts";

/** Reads from the connection; gives what an empty database would while there is none. */
export type Read = <T>(empty: T, from: (connection: Connection) => T) => Promise<T>;

/** Reads of the brain. */
export const brainQueries = (read: Read): BrainQueries => ({
  recall: (query) => read([], ({ ops }) => ops.readRecall(query)),
  experience: (query) => read([], ({ ops }) => ops.readExperience(query)),
  durations: (agents) =>
    read<ReadonlyMap<string, readonly number[]>>(new Map(), ({ ops }) => ops.readDurations(agents)),
  tokensUsed: (agents) =>
    read<ReadonlyMap<string, readonly number[]>>(new Map(), ({ ops }) =>
      ops.readTokensUsed(agents),
    ),
  outcomes: () =>
    read<Awaited<ReturnType<BrainQueries["outcomes"]>>>(new Map(), ({ ops }) => ops.readOutcomes()),
  executions: (query) => read([], ({ ops }) => ops.readExecutions(query)),
  learningsOf: (ids) => read([], ({ ops }) => ids.flatMap((id) => ops.readLearning(id) ?? [])),
  learnings: (page) => read([], ({ ops }) => ops.readLearnings(page)),
  session: (session) => read(null, ({ ops }) => ops.readSession(session) ?? null),
  sessions: (page) => read([], ({ ops }) => ops.readSessions(page)),
});
