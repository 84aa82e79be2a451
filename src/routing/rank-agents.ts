import type { Agent } from "../core/agent.ts";
import { type AgentRecord, circuitOf } from "../core/recovery/agent-record.ts";
import type { AgentField } from "./agent-fields.ts";
import type { SearchIndex } from "./agent-index.ts";
import { type Match, searchAgents } from "./search-agents.ts";

/** An agent with how well it fits, and why in one line. */
export interface RankedAgent {
  readonly agent: Agent;
  /** Above 0; comparable within one ranking only. */
  readonly score: number;
  /** Found out when asked for: few of those ranked are shown. */
  why(): string;
}

/** What an agent has done of work like the one that is asked for. */
export interface Experience {
  readonly successes: number;
  /** How like that work was, 0 to 1. */
  readonly similarity: number;
}

/** What is known of the agents besides their text. */
export interface Standing {
  /** Active attempts by agent. */
  readonly loads: ReadonlyMap<string, number>;
  readonly records: ReadonlyMap<string, AgentRecord>;
  /** By agent; whoever is not named has none. */
  readonly experience: ReadonlyMap<string, Experience>;
  readonly now: number;
}

/** Agents that fit the query by their text or by what they have done, best first. */
export const rankAgents = (
  index: SearchIndex,
  query: string,
  standing: Standing,
): readonly RankedAgent[] => {
  const search = searchAgents(index, query);
  const best = search.scores.reduce((most, score) => Math.max(most, score), 0);
  const ranked = index.agents.flatMap((agent, place): readonly RankedAgent[] => {
    const text = search.scores[place] ?? 0;
    const done = standing.experience.get(agent.name);
    if (text === 0 && worth(done) === 0) return [];
    const { factor, notes } = standingOf(agent, standing);
    const why = (): string =>
      [...matchNotes(search.matches(place)), ...experienceNotes(done), ...notes].join("; ");
    return [{ agent, score: (text + (best || 1) * worth(done)) * factor, why }];
  });
  return ranked.sort((a, b) => b.score - a.score || (a.agent.name < b.agent.name ? -1 : 1));
};

/** The share of the best text's score that experience adds: a quarter after five successes at the same work, half at most. */
const worth = (done: Experience | undefined): number =>
  done === undefined ? 0 : (0.5 * done.similarity * done.successes) / (done.successes + 5);

/** What an open circuit leaves of a score: such an agent comes last, but is found where nobody else is. */
const openCircuit = 0.05;

const standingOf = (
  agent: Agent,
  { loads, records, now }: Standing,
): { readonly factor: number; readonly notes: readonly string[] } => {
  const load = loads.get(agent.name) ?? 0;
  const { completed, failed } = records.get(agent.name) ?? { completed: 0, failed: 0 };
  const ended = completed + failed;
  // As if two attempts had gone well and two badly before: a few say little, and none says one half.
  const success = (completed + 2) / (ended + 4);
  const open = circuitOf(records.get(agent.name), now).state === "open";
  return {
    factor: ((open ? openCircuit : 1) * (0.75 + 0.5 * success)) / (1 + 0.15 * load),
    notes: [
      ...(ended > 0 ? [`${Math.round((100 * completed) / ended)} % of ${ended} done well`] : []),
      ...(load > 0 ? [`${load} at work`] : []),
      ...(open ? ["failed too often lately"] : []),
    ],
  };
};

const experienceNotes = (done: Experience | undefined): readonly string[] =>
  done === undefined || done.successes === 0
    ? []
    : [`did work like this ${done.successes === 1 ? "once" : `${done.successes} times`}`];

const fieldNames: Readonly<Record<AgentField, string>> = {
  name: "name",
  capabilities: "capabilities",
  lead: "description",
  examples: "examples",
  headings: "headings",
  body: "prompt",
};

/** The words that counted most, by the most telling place each stands in. */
const matchNotes = (matches: readonly Match[]): readonly string[] => {
  const places = new Map<string, readonly string[]>();
  for (const { field, word, said } of matches.slice(0, 4)) {
    const words = places.get(fieldNames[field]) ?? [];
    const found = said === null ? word : `${word} (from "${said}")`;
    places.set(fieldNames[field], [...words, found]);
  }
  return [...places].map(([place, words]) => `${place}: ${words.join(", ")}`);
};
