import type { AgentOutcomes, BrainQueries, PageOf } from "../../core/port/brain-query.ts";
import type { ExecutionRow } from "../../core/project/brain-row.ts";
import {
  durationsKept,
  executionWords,
  experienceOf,
  rankHits,
  recallCandidates,
  recallWords,
} from "../recall.ts";
import { bm25, type Searched } from "./bm25.ts";
import type { World } from "./world.ts";

/** Reads of the brain. Each looks at all rows of a table. */
export const brainQueries = (world: World): BrainQueries => ({
  recall: async (query) => {
    const words = recallWords(query.text);
    const learnings = query.kinds.includes("learning") ? searchedLearnings(world) : [];
    const executions = query.kinds.includes("execution") ? searchedExecutions(world) : [];
    const hits = [
      ...bm25(learnings, words)
        .slice(0, recallCandidates)
        .map((hit) => ({ kind: "learning" as const, ...hit })),
      ...bm25(executions, words)
        .slice(0, recallCandidates)
        .map((hit) => ({ kind: "execution" as const, ...hit })),
    ];
    return rankHits(hits, query);
  },
  experience: async ({ text, limit }) => {
    const words = recallWords(text);
    const found = bm25(searchedExecutions(world), words)
      .map(({ row }) => row)
      .filter(({ counts }) => counts);
    return experienceOf(found.slice(0, recallCandidates), words, limit);
  },
  durations: async (agents) => lastOf(world, agents, ({ durationMs }) => durationMs),
  tokensUsed: async (agents) => lastOf(world, agents, ({ tokensUsed }) => tokensUsed),
  outcomes: async () => {
    const found = new Map<string, AgentOutcomes>();
    for (const { agent, status, counts } of world.tables.execution.values()) {
      if (!counts) continue;
      const { completed, failed } = found.get(agent) ?? { completed: 0, failed: 0 };
      const well = status === "completed" ? 1 : 0;
      found.set(agent, { completed: completed + well, failed: failed + 1 - well });
    }
    return found;
  },
  executions: async ({ workflow, session, since = 0, ...page }) =>
    pageOf(
      newestFirst(world).filter(
        (row) =>
          row.origin === null &&
          row.at >= since &&
          (workflow ?? row.workflow) === row.workflow &&
          (session ?? row.session) === row.session,
      ),
      page,
    ),
  learningsOf: async (ids) => ids.flatMap((id) => world.tables.learning.get(id) ?? []),
  learnings: async (page) => pageOf([...world.tables.learning.values()], page),
  session: async (session) => world.tables.session.get(session) ?? null,
  sessions: async (page) =>
    pageOf(
      [...world.tables.session.values()].reverse().sort((a, b) => b.lastAt - a.lastAt),
      page,
    ),
});

const searchedLearnings = ({ tables }: World) =>
  [...tables.learning.values()].map((row) => ({ row, text: row.text }));

const searchedExecutions = ({ tables }: World): readonly Searched<ExecutionRow>[] =>
  [...tables.execution.values()].map((row) => ({ row, text: executionWords(row) }));

const newestFirst = ({ tables }: World): readonly ExecutionRow[] =>
  [...tables.execution.values()].reverse().sort((a, b) => b.at - a.at);

const pageOf = <R>(rows: readonly R[], { limit, offset }: PageOf): readonly R[] =>
  rows.slice(offset, offset + limit);

/** One number of each agent's last successes, newest first. */
const lastOf = (
  world: World,
  agents: readonly string[],
  number: (row: ExecutionRow) => number | null,
): ReadonlyMap<string, readonly number[]> => {
  const found = new Map<string, readonly number[]>();
  for (const agent of agents) {
    const numbers = newestFirst(world)
      .filter((row) => row.counts && row.agent === agent && row.status === "completed")
      .flatMap((row) => number(row) ?? []);
    if (numbers.length > 0) found.set(agent, numbers.slice(0, durationsKept));
  }
  return found;
};
