import { type AgentField, agentFields } from "./agent-fields.ts";
import type { Postings, SearchIndex } from "./agent-index.ts";
import { kinOf } from "./kin.ts";
import { isCommon, plainWords, stemOf } from "./words.ts";

/** A word that led to an agent. */
export interface Match {
  readonly word: string;
  /** What was said where the word itself was not; null where it was. */
  readonly said: string | null;
  readonly score: number;
  /** The most telling place where the agent has it. */
  readonly field: AgentField;
}

/** How well the agents' texts fit a query. */
export interface Search {
  /** By place in the index; 0 for an agent that has no word of it. */
  readonly scores: readonly number[];
  /** What led to the agent at that place, best first. */
  matches(place: number): readonly Match[];
}

/** Finds the agents whose text has a word of the query, or one that is meant by it. */
export const searchAgents = (index: SearchIndex, query: string): Search => {
  const { saturation, kin } = index.weights;
  const weightOf = ({ said }: Sought, { agents }: Postings): number => {
    const rarity = Math.log(
      1 + (index.agents.length - agents.length + 0.5) / (agents.length + 0.5),
    );
    return (said === null ? 1 : kin) * rarity;
  };
  const sought = [...wordsSought(query)].flatMap((word) => {
    const postings = index.postings.get(word.stem);
    return postings === undefined || weightOf(word, postings) === 0
      ? []
      : [{ ...word, postings, weight: weightOf(word, postings) }];
  });
  // The more of a word the less each adds.
  const saturated = (much = 0): number => much / (saturation + much);
  const scores = index.agents.map(() => 0);
  for (const { postings, weight } of sought) {
    postings.agents.forEach((place, at) => {
      scores[place] = (scores[place] ?? 0) + weight * saturated(postings.weights[at]);
    });
  }
  return {
    scores,
    matches: (place) =>
      sought
        .flatMap(({ word, said, postings, weight }): readonly Match[] => {
          const at = postings.agents.indexOf(place);
          const field = agentFields[postings.fields[at] ?? -1];
          if (field === undefined) return [];
          return [{ word, said, field, score: weight * saturated(postings.weights[at]) }];
        })
        .sort((a, b) => b.score - a.score),
  };
};

interface Sought {
  readonly word: string;
  readonly stem: string;
  readonly said: string | null;
}

/** Each stem once: as it was said, else as something that was said means it. */
const wordsSought = (query: string): Iterable<Sought> => {
  const sought = new Map<string, Sought>();
  for (const word of plainWords(query)) {
    const stem = stemOf(word);
    if (!isCommon(word) && !sought.has(stem)) sought.set(stem, { word, stem, said: null });
  }
  for (const kin of kinOf(query)) if (!sought.has(kin.stem)) sought.set(kin.stem, kin);
  return sought.values();
};
