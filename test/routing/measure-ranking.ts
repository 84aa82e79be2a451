import type { Agent } from "../../src/core/agent.ts";
import { buildIndex } from "../../src/routing/agent-index.ts";
import { rankAgents } from "../../src/routing/rank-agents.ts";
import { type SearchWeights, searchWeights } from "../../src/routing/search-weights.ts";
import { collections, isHeldOut, type Labelled } from "./collections.ts";
import { fts5Ranking } from "./fts5.ts";

type Ranking = (request: string) => readonly string[];

/** How often a right agent came first, among the first three, among the first five. */
export interface Recall {
  readonly collection: string;
  readonly half: "tuning" | "held out";
  readonly requests: number;
  readonly by: string;
  readonly top: readonly [one: number, three: number, five: number];
}

const unknown = { loads: new Map(), records: new Map(), experience: new Map(), now: 0 };

/** Baton's ranking of agents of which nothing is known but their files. */
const batonRanking = (
  agents: readonly Agent[],
  weights: SearchWeights = searchWeights,
): Ranking => {
  const index = buildIndex(agents, weights);
  return (request) => rankAgents(index, request, unknown).map(({ agent }) => agent.name);
};

const alike = { name: 1, capabilities: 1, lead: 1, examples: 1, headings: 1, body: 1 };

/** What is compared: the baseline, Baton, and Baton without some of its parts. */
const contestants: readonly (readonly [string, (agents: readonly Agent[]) => Ranking])[] = [
  ["FTS5 bm25", fts5Ranking],
  ["Baton", (agents) => batonRanking(agents)],
  ["without kin words", (agents) => batonRanking(agents, { ...searchWeights, kin: 0 })],
  ["all fields alike", (agents) => batonRanking(agents, { ...searchWeights, fields: alike })],
  ["neither", (agents) => batonRanking(agents, { ...searchWeights, kin: 0, fields: alike })],
];

const recallOf = (ranking: Ranking, requests: readonly Labelled[]): Recall["top"] => {
  const places = requests.map(({ text, labels }) =>
    ranking(text).findIndex((name) => labels.includes(name)),
  );
  const within = (k: number): number =>
    places.filter((place) => place >= 0 && place < k).length / requests.length;
  return [within(1), within(3), within(5)];
};

/** Every contestant on every collection, on either half. */
export const measureRanking = (): readonly Recall[] =>
  collections().flatMap(({ name: collection, agents, requests }) =>
    ([false, true] as const).flatMap((held) => {
      const half = requests.filter(({ text }) => isHeldOut(text) === held);
      return contestants.map(([by, rankingOf]) => ({
        collection,
        half: held ? ("held out" as const) : ("tuning" as const),
        requests: half.length,
        by,
        top: recallOf(rankingOf(agents), half),
      }));
    }),
  );
