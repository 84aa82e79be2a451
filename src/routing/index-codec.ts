import type { Agent } from "../core/agent.ts";
import { bodyRead } from "./agent-fields.ts";
import type { Postings, SearchIndex } from "./agent-index.ts";
import { searchWeights } from "./search-weights.ts";

/** Raised whenever an index of the same agents comes out otherwise, so that older ones are not used; a test notices. */
export const indexFormat = 1;

/** All that the index of these agents follows from, as text. */
export const indexedText = (agents: readonly Agent[]): string =>
  JSON.stringify([
    indexFormat,
    agents.map(({ name, description, capabilities, body }) => [
      name,
      description,
      capabilities,
      body.slice(0, bodyRead),
    ]),
  ]);

/** Begins every index; it reads otherwise on a machine of the other byte order. */
const mark = 0x42_41_54_4f;
const headNumbers = 4;

/** Writes an index down: how many words and postings, and bytes of words, all postings in a row, where each word's end, the words. */
export const encodeIndex = ({ postings }: SearchIndex): Uint8Array => {
  const lists = [...postings.values()];
  const words = new TextEncoder().encode([...postings.keys()].join("\n"));
  const total = lists.reduce((sum, { agents }) => sum + agents.length, 0);
  const parts = partsOf(
    new Uint8Array(sizeOf(lists.length, total) + words.length),
    lists.length,
    total,
  );
  parts.head.set([mark, lists.length, total, words.length]);
  let at = 0;
  lists.forEach(({ agents, weights, fields }, i) => {
    parts.agents.set(agents, at);
    parts.weights.set(weights, at);
    parts.fields.set(fields, at);
    at += agents.length;
    parts.ends[i] = at;
  });
  parts.words.set(words);
  return parts.bytes;
};

/** Reads an index of these agents; null when it is none. */
export const decodeIndex = (content: Uint8Array, agents: readonly Agent[]): SearchIndex | null => {
  // A copy begins where numbers may begin.
  const bytes = new Uint8Array(content);
  if (bytes.length < headNumbers * 4) return null;
  const [found, count = 0, total = 0, length = 0] = new Uint32Array(bytes.buffer, 0, headNumbers);
  if (found !== mark || bytes.length !== sizeOf(count, total) + length) return null;
  const parts = partsOf(bytes, count, total);
  const words = new TextDecoder().decode(parts.words).split("\n");
  if (words.length !== count || parts.ends.at(-1) !== total) return null;
  const postings = new Map<string, Postings>();
  let from = 0;
  words.forEach((word, i) => {
    const to = parts.ends[i] ?? from;
    postings.set(word, {
      agents: parts.agents.subarray(from, to),
      weights: parts.weights.subarray(from, to),
      fields: parts.fields.subarray(from, to),
    });
    from = to;
  });
  return { agents, postings, weights: searchWeights };
};

const sizeOf = (words: number, total: number): number =>
  4 * (headNumbers + words + 2 * total) + total;

const partsOf = (bytes: Uint8Array<ArrayBuffer>, words: number, total: number) => {
  const { buffer } = bytes;
  const agentsAt = 4 * (headNumbers + words);
  const weightsAt = agentsAt + 4 * total;
  const fieldsAt = weightsAt + 4 * total;
  return {
    bytes,
    head: new Uint32Array(buffer, 0, headNumbers),
    ends: new Uint32Array(buffer, 4 * headNumbers, words),
    agents: new Uint32Array(buffer, agentsAt, total),
    weights: new Float32Array(buffer, weightsAt, total),
    fields: new Uint8Array(buffer, fieldsAt, total),
    words: bytes.subarray(fieldsAt + total),
  };
};
