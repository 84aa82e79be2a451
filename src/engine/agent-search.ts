import type { Agent } from "../core/agent.ts";
import type { SearchIndex } from "../routing/agent-index.ts";
import type { RankedAgent } from "../routing/rank-agents.ts";
import { experienceWith } from "./brain/experience-with.ts";
import { lazily } from "./lazily.ts";
import type { Ports } from "./ports.ts";

const ranking = lazily(() => import("../routing/rank-agents.ts"));

/** All agents that fit the words, best first: by their text, load, circuit and what they have done of work like the task. */
export const rankedFor = async (
  ports: Ports,
  words: string,
  task: string = words,
): Promise<readonly RankedAgent[]> => {
  const { rankAgents } = await ranking();
  const now = ports.clock.now();
  const [index, loads, records, experience] = await Promise.all([
    indexOf(ports, ports.agents.all()),
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

/** Fewer agents are indexed in less time than it takes to look for their index. */
const worthKeeping = 50;

/** The index of these agents: kept for as long as their files stay the same, here and in the database. */
const indexOf = async (
  { store, sha256 }: Ports,
  agents: readonly Agent[],
): Promise<SearchIndex> => {
  const known = indexes.get(agents);
  if (known !== undefined) return known;
  const { buildIndex } = await import("../routing/agent-index.ts");
  if (agents.length < worthKeeping) return remember(buildIndex(agents));
  const { decodeIndex, encodeIndex, indexedText } = await import("../routing/index-codec.ts");
  const key = sha256(indexedText(agents));
  const cached = await store.findCached(key);
  const kept = cached === null ? null : decodeIndex(cached, agents);
  if (kept !== null) return remember(kept);
  const index = buildIndex(agents);
  await store.putCached(key, encodeIndex(index));
  return remember(index);
};

const remember = (index: SearchIndex): SearchIndex => {
  indexes.set(index.agents, index);
  return index;
};
const indexes = new WeakMap<readonly Agent[], SearchIndex>();
