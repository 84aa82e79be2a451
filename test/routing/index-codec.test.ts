import { expect, test } from "vitest";
import { parseAgent } from "../../src/agents/parse-agent.ts";
import type { Agent } from "../../src/core/agent.ts";
import { buildIndex } from "../../src/routing/agent-index.ts";
import {
  decodeIndex,
  encodeIndex,
  indexedText,
  indexFormat,
} from "../../src/routing/index-codec.ts";
import { searchAgents } from "../../src/routing/search-agents.ts";
import { sha256 } from "../../src/store/sha256.ts";
import { collections } from "./collections.ts";

const agents: readonly Agent[] = collections()[0]?.agents ?? [];
const bytes = encodeIndex(buildIndex(agents));

test("an index that was written down finds the same, for the same reasons", () => {
  const read = decodeIndex(bytes, agents);
  if (read === null) throw new Error("it was not read");
  for (const query of ["the page takes 9 seconds", "write tests for the login", "kubernetes"]) {
    const [there, here] = [searchAgents(read, query), searchAgents(buildIndex(agents), query)];
    expect(there.scores).toEqual(here.scores);
    expect(agents.map((_, i) => there.matches(i))).toEqual(agents.map((_, i) => here.matches(i)));
  }
});

test("what is no index is not taken for one", () => {
  const cut = (length: number) => decodeIndex(bytes.slice(0, length), agents);
  for (const length of [0, 3, 12, 16, bytes.length >> 1, bytes.length - 1]) {
    expect(cut(length) === null, `${length} bytes`).toBe(true);
  }
  const otherOrder = bytes.slice();
  otherOrder.subarray(0, 4).reverse();
  expect(decodeIndex(otherOrder, agents)).toBeNull();
});

test("another text of an agent's is another key, and what is not indexed is not", () => {
  const [first, ...others] = agents;
  if (first === undefined) throw new Error("there are agents");
  const with_ = (change: Partial<Agent>) => indexedText([{ ...first, ...change }, ...others]);
  expect(with_({ description: "else" })).not.toBe(with_({}));
  expect(with_({ body: `${first.body} more` })).not.toBe(with_({}));
  expect(with_({ path: "elsewhere.md", body: first.body.padEnd(6000) })).toBe(
    with_({ body: first.body.padEnd(7000) }),
  );
});

test("an index that comes out otherwise needs a new format", () => {
  const text = `---
name: page-tuner
description: Makes slow pages fast. Examples: "the list takes 9 seconds"
capabilities: [rendering, useEffect, "bundle size"]
---
# What you do
You measure first. You work with other-agent.
`;
  const { agent } = parseAgent({ path: "a.md", source: "project", text });
  if (agent === null) throw new Error("it is an agent");
  const index = encodeIndex(buildIndex([agent, { ...agent, name: "other-agent" }]));
  expect(`${indexFormat} ${sha256(index)}`).toMatchSnapshot();
});
