import type { Agent } from "../core/agent.ts";
import type { SearchIndex } from "../routing/agent-index.ts";
import type { RankedAgent } from "../routing/rank-agents.ts";
import { experienceWith } from "./brain/experience-with.ts";
import { lazily } from "./lazily.ts";
import type { Ports } from "./ports.ts";

const ranking = lazily(() => import("../routing/rank-agents.ts"));
const indexing = lazily(() => import("../routing/agent-index.ts"));

/** All agents that fit the words, best first: by their text, load, circuit and what they have done of work like the task. */
export const rankedFor = async (
  ports: Ports,
  words: string,
  task: string = words,
): Promise<readonly RankedAgent[]> => {
  const { rankAgents } = await ranking();
  const now = ports.clock.now();
  const [index, loads, records, experience] = await Promise.all([
    indexOf(ports.agents.all()),
    ports.store.loads(now),
    ports.store.agentRecords(),
    experienceWith(ports, task),
  ]);
  return rankAgents(index, words, {
    loads,
    records: new Map(records.map((record) => [record.agent, record])),
    experience,
    now,
  });
};

/** The index of these agents, built by the first search after their files changed. */
const indexOf = async (agents: readonly Agent[]): Promise<SearchIndex> => {
  const { buildIndex } = await indexing();
  const index = indexes.get(agents) ?? buildIndex(agents);
  indexes.set(agents, index);
  return index;
};
const indexes = new WeakMap<readonly Agent[], SearchIndex>();
