import type { Agent } from "../core/agent.ts";
import { type AgentRecord, circuitOf } from "../core/recovery/agent-record.ts";
import { contentWords } from "./words.ts";

/** An agent with how well it fits, and why in one line. */
export interface RankedAgent {
  readonly agent: Agent;
  /** Above 0; comparable within one ranking only. */
  readonly score: number;
  readonly why: string;
}

/** What an agent has done of work like the one that is asked for. */
export interface Experience {
  readonly successes: number;
  /** How like that work was, 0 to 1. */
  readonly similarity: number;
}

/** What a ranking is made from. */
export interface Candidates {
  readonly agents: readonly Agent[];
  /** Active attempts by agent. */
  readonly loads: ReadonlyMap<string, number>;
  readonly records: ReadonlyMap<string, AgentRecord>;
  /** By agent; whoever is not named has none. */
  readonly experience: ReadonlyMap<string, Experience>;
  readonly now: number;
}

/** How much a word counts by where it stands. */
const weights = { name: 4, capabilities: 6, description: 3, body: 1 } as const;

/** Agents that match at least one word of the query, best first: rare words and telling fields count more. */
export const rankAgents = (query: string, candidates: Candidates): readonly RankedAgent[] => {
  const wanted = [...new Set(contentWords(query))];
  const indexed = candidates.agents.map((agent) => ({ agent, words: wordWeights(agent) }));
  const rarity = new Map(
    wanted.map((word) => {
      const holders = indexed.filter(({ words }) => words.has(word)).length;
      return [word, Math.log(1 + (indexed.length - holders + 0.5) / (holders + 0.5))];
    }),
  );
  const texts = indexed.map(({ words }) =>
    wanted.reduce((sum, word) => sum + (words.get(word) ?? 0) * (rarity.get(word) ?? 0), 0),
  );
  const best = Math.max(0, ...texts) || 1;
  const ranked: RankedAgent[] = [];
  for (const [place, { agent, words }] of indexed.entries()) {
    const matched = wanted.filter((word) => words.has(word));
    const done = candidates.experience.get(agent.name);
    const score = (texts[place] ?? 0) + best * worth(done);
    if (score === 0) continue;
    const standing = standingOf(agent, candidates);
    const why = [
      ...(matched.length === 0 ? [] : [`matches ${matched.join(", ")}`]),
      ...experienceNotes(done),
      ...standing.notes,
    ].join("; ");
    ranked.push({ agent, score: score * standing.factor, why });
  }
  return ranked.sort((a, b) => b.score - a.score || (a.agent.name < b.agent.name ? -1 : 1));
};

/** The share of the best text's score that experience adds: a quarter after five successes at the same work, half at most. */
const worth = (done: Experience | undefined): number =>
  done === undefined ? 0 : (0.5 * done.similarity * done.successes) / (done.successes + 5);

const experienceNotes = (done: Experience | undefined): readonly string[] =>
  done === undefined || done.successes === 0
    ? []
    : [`did work like this ${done.successes === 1 ? "once" : `${done.successes} times`}`];

/** The weight of each word of an agent: of the most telling field it stands in, more when it stands in several. */
const wordWeights = (agent: Agent): ReadonlyMap<string, number> => {
  const words = new Map<string, number>();
  const add = (text: string, weight: number): void => {
    for (const word of new Set(contentWords(text))) {
      words.set(word, (words.get(word) ?? 0) + weight);
    }
  };
  add(agent.name.replaceAll("-", " "), weights.name);
  add(agent.capabilities.join(" "), weights.capabilities);
  add(agent.description, weights.description);
  add(agent.body, weights.body);
  return words;
};

const standingOf = (
  agent: Agent,
  { loads, records, now }: Candidates,
): { readonly factor: number; readonly notes: readonly string[] } => {
  const load = loads.get(agent.name) ?? 0;
  const record = records.get(agent.name);
  const ended = (record?.completed ?? 0) + (record?.failed ?? 0);
  // Laplace's rule: an agent without a record stands at one half.
  const success = ((record?.completed ?? 0) + 1) / (ended + 2);
  const open = circuitOf(record, now).state === "open";
  return {
    factor: (open ? 0.05 : 1) * (0.75 + 0.5 * success) * (1 / (1 + 0.15 * load)),
    notes: [
      ...(ended > 0
        ? [`${Math.round((100 * (record?.completed ?? 0)) / ended)} % of ${ended} done well`]
        : []),
      ...(load > 0 ? [`${load} at work`] : []),
      ...(open ? ["failed too often lately"] : []),
    ],
  };
};
