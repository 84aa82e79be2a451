import type { Agent } from "../core/agent.ts";
import { agentFields, type FieldWords, fieldWords } from "./agent-fields.ts";
import { type SearchWeights, searchWeights } from "./search-weights.ts";

/** The agents a word stands in; the lists run in step, of numbers as they are kept in the database. */
export interface Postings {
  /** Places of agents in the index. */
  readonly agents: Uint32Array;
  /** How often the word stands there, each field by its weight and length. */
  readonly weights: Float32Array;
  /** Place in {@link agentFields} of the most telling field it stands in. */
  readonly fields: Uint8Array;
}

/** Agents ready to be searched. */
export interface SearchIndex {
  readonly weights: SearchWeights;
  readonly agents: readonly Agent[];
  readonly postings: ReadonlyMap<string, Postings>;
}

/** Builds the index. An agent's words are kept for as long as the agent is, so that a changed file costs one file. */
export const buildIndex = (
  agents: readonly Agent[],
  weights: SearchWeights = searchWeights,
): SearchIndex => {
  const names = new Set(agents.map((agent) => agent.name).filter((name) => name.includes("-")));
  const known = countsAmong(names);
  const taken = agents.map((agent) => {
    const counts = known.get(agent) ?? countsOf(agent, names);
    known.set(agent, counts);
    return counts;
  });
  const average = agentFields.map((_, field) => averageLength(taken, field));
  const lists = new Map<string, { agents: number[]; weights: number[]; fields: number[] }>();
  taken.forEach((fields, agent) => {
    for (const [word, { weight, field }] of wordWeights(fields, average, weights)) {
      let list = lists.get(word);
      if (list === undefined) {
        list = { agents: [], weights: [], fields: [] };
        lists.set(word, list);
      }
      list.agents.push(agent);
      list.weights.push(weight);
      list.fields.push(field);
    }
  });
  const postings = new Map<string, Postings>();
  for (const [word, list] of lists) {
    postings.set(word, {
      agents: Uint32Array.from(list.agents),
      weights: Float32Array.from(list.weights),
      fields: Uint8Array.from(list.fields),
    });
  }
  return { agents, postings, weights };
};

/** A field's words with how often each stands in it. */
interface FieldCounts {
  readonly length: number;
  readonly times: ReadonlyMap<string, number>;
}

const countsOf = (agent: Agent, names: ReadonlySet<string>): readonly FieldCounts[] => {
  const words: FieldWords = fieldWords(agent, names);
  return agentFields.map((field) => {
    const times = new Map<string, number>();
    for (const word of words[field]) times.set(word, (times.get(word) ?? 0) + 1);
    return { length: words[field].length, times };
  });
};

/** What is known of agents among others of these names; another name may change how any of them reads. */
const countsAmong = (names: ReadonlySet<string>): WeakMap<Agent, readonly FieldCounts[]> => {
  const key = [...names].sort().join();
  if (kept.key !== key) kept = { key, counts: new WeakMap() };
  return kept.counts;
};
let kept = { key: "", counts: new WeakMap<Agent, readonly FieldCounts[]>() };

/** Of the agents that have the field at all. */
const averageLength = (taken: readonly (readonly FieldCounts[])[], field: number): number => {
  const lengths = taken.map((fields) => fields[field]?.length ?? 0).filter((length) => length > 0);
  return lengths.reduce((sum, length) => sum + length, 0) / Math.max(1, lengths.length);
};

/** BM25F (Robertson, Zaragoza and Taylor, 2004): frequencies are weighed by field before they are saturated. */
const wordWeights = (
  fields: readonly FieldCounts[],
  average: readonly number[],
  usual: SearchWeights,
): ReadonlyMap<string, { readonly weight: number; readonly field: number }> => {
  const weights = new Map<string, { weight: number; field: number }>();
  agentFields.forEach((name, field) => {
    const { length, times } = fields[field] ?? { length: 0, times: new Map() };
    const share = usual.length[name];
    const long = 1 - share + (share * length) / (average[field] ?? 1);
    for (const [word, count] of times) {
      // A word said ten times in a long prompt is not ten times as telling.
      const weight = (usual.fields[name] * (1 + Math.log(count))) / long;
      const entry = weights.get(word);
      if (entry === undefined) weights.set(word, { weight, field });
      else entry.weight += weight;
    }
  });
  return weights;
};
