import type { AgentField } from "./agent-fields.ts";

/** The numbers of the search; tuned on one half of the labelled requests, see docs/routing.md. */
export interface SearchWeights {
  /** How much a word counts by the field it stands in. */
  readonly fields: Readonly<Record<AgentField, number>>;
  /** How much a field's length counts against its words, 0 to 1 (the b of BM25). */
  readonly length: Readonly<Record<AgentField, number>>;
  /** From which weight on more of a word counts little (the k1 of BM25). */
  readonly saturation: number;
  /** What a word counts that was not said but is meant by one that was. */
  readonly kin: number;
}

/** Those in use. */
export const searchWeights: SearchWeights = {
  fields: { name: 8, capabilities: 4, lead: 1.5, examples: 1, headings: 1.5, body: 1.5 },
  length: { name: 0.3, capabilities: 0.5, lead: 0.5, examples: 0.6, headings: 0.6, body: 0.6 },
  saturation: 2,
  kin: 0.6,
};
