import { describe, expect, test } from "vitest";
import { parseAgent } from "../../src/agents/parse-agent.ts";
import type { Agent } from "../../src/core/agent.ts";
import {
  type AgentRecord,
  circuitThreshold,
  newRecord,
} from "../../src/core/recovery/agent-record.ts";
import { buildIndex } from "../../src/routing/agent-index.ts";
import { rankAgents, type Standing } from "../../src/routing/rank-agents.ts";

const agent = (name: string, description: string, body = "You work."): Agent => {
  const text = `---\nname: ${name}\ndescription: ${JSON.stringify(description)}\n---\n${body}\n`;
  const { agent: parsed } = parseAgent({ path: `${name}.md`, source: "project", text });
  if (parsed === null) throw new Error(`${name} is no agent`);
  return parsed;
};

const nobody: Standing = { loads: new Map(), records: new Map(), experience: new Map(), now: 0 };
const ranking = (agents: readonly Agent[], query: string, standing: Partial<Standing> = {}) =>
  rankAgents(buildIndex(agents), query, { ...nobody, ...standing });
const names = (...args: Parameters<typeof ranking>) =>
  ranking(...args).map(({ agent: { name } }) => name);

const record = (name: string, completed: number, failed: number): AgentRecord => ({
  ...newRecord(name),
  completed,
  failed,
});

describe("by their text, agents", () => {
  const react = agent("react-specialist", "Expert in React hooks and rendering.");
  const vue = agent("vue-expert", "Vue 3 and its reactivity.", "Collaborate with react-specialist");
  const sql = agent("database-optimizer", "Finds missing indexes.", "Slow queries, query plans");
  const all = [vue, sql, react];

  test("are found by a word, whatever its ending", () => {
    expect(names(all, "render the hook once")).toEqual(["react-specialist"]);
  });

  test("are found by what a word means, and the line says so", () => {
    const [first] = ranking(all, "useEffect runs in a loop");
    expect(first?.agent.name).toBe("react-specialist");
    expect(first?.why()).toContain('name: react (from "useeffect")');
  });

  test("are found by a file's extension", () => {
    expect(
      names([vue, agent("rust-engineer", "Systems in Rust.")], "panic in src/main.rs"),
    ).toEqual(["rust-engineer"]);
  });

  test("do not answer for others they name", () => {
    expect(names(all, "react")).toEqual(["react-specialist"]);
  });

  test("answer for a line that names themselves, and for one that names nobody any more", () => {
    const own = agent("wall-painter", "Paints.", "You are wall-painter, a plasterer.");
    const other = agent("helper", "Helps.", "Asks wall-painter about gypsum.");
    expect(names([own, other], "plasterer")).toEqual(["wall-painter"]);
    expect(names([own, other], "gypsum")).toEqual([]);
    expect(names([other], "gypsum")).toEqual(["helper"]);
  });

  test("are left out where nothing speaks for them", () => {
    expect(names(all, "knit a pullover")).toEqual([]);
    expect(names(all, "")).toEqual([]);
    expect(names([], "react")).toEqual([]);
  });

  test("come first for what their name says, before those who only mention it", () => {
    const mention = agent("generalist", "Does anything.", "- react\n- vue\n- sql");
    expect(names([mention, react], "react")).toEqual(["react-specialist", "generalist"]);
  });

  test("come in a stable order where nothing tells them apart", () => {
    const twins = [agent("beta", "Paints."), agent("alpha", "Paints.")];
    expect(names(twins, "paint")).toEqual(["alpha", "beta"]);
  });
});

describe("of agents that fit alike", () => {
  const twins = [agent("alpha", "Paints walls."), agent("beta", "Paints walls.")];

  test("the one at work comes later, and the line says so", () => {
    const ranked = ranking(twins, "paint", { loads: new Map([["alpha", 2]]) });
    expect(ranked.map((each) => each.agent.name)).toEqual(["beta", "alpha"]);
    expect(ranked[1]?.why()).toContain("2 at work");
  });

  test("the one that did well comes first, and a single success says little", () => {
    const records = new Map([
      ["alpha", record("alpha", 1, 0)],
      ["beta", record("beta", 20, 1)],
    ]);
    const [first, second] = ranking(twins, "paint", { records });
    expect(first?.agent.name).toBe("beta");
    expect(first?.why()).toContain("95 % of 21 done well");
    expect(second?.why()).toContain("100 % of 1 done well");
  });

  test("the one whose circuit is open comes last, until it may be tried again", () => {
    const open = { ...record("alpha", 50, 5), streak: circuitThreshold, openedAt: 0 };
    const records = new Map([["alpha", open]]);
    const [first, last] = ranking(twins, "paint", { records, now: 1 });
    expect(first?.agent.name).toBe("beta");
    expect(last?.why()).toContain("failed too often lately");
    expect(names(twins, "paint", { records, now: 3_600_000 })[0]).toBe("alpha");
  });
});

describe("experience", () => {
  const near = agent("wall-painter", "Paints walls and ceilings inside houses.");
  const far = agent("fence-maker", "Builds fences; paints them too.");
  const stranger = agent("baker", "Bakes bread.");
  const all = [near, far, stranger];
  const done = (name: string, successes: number, similarity = 0.9) => ({
    experience: new Map([[name, { successes, similarity }]]),
  });

  const scoreOf = (name: string, standing: Partial<Standing>) =>
    ranking(all, "paint the walls", standing).find((each) => each.agent.name === name)?.score ?? 0;

  test("of five successes at like work lets an agent rise, more of it further", () => {
    const scores = [0, 1, 5, 20].map((successes) =>
      scoreOf("fence-maker", done("fence-maker", successes)),
    );
    expect(scores).toEqual(scores.toSorted((a, b) => a - b));
    expect(new Set(scores).size).toBe(4);
  });

  test("of five successes outweighs a slight lead of a neighbour", () => {
    const twins = [agent("alpha", "Paints walls."), agent("beta", "Paints walls, and doors.")];
    expect(names(twins, "paint the walls")).toEqual(["alpha", "beta"]);
    expect(names(twins, "paint the walls", done("beta", 5))).toEqual(["beta", "alpha"]);
  });

  test("brings in an agent whose text does not tell, but not before one whose text does", () => {
    const ranked = ranking(all, "paint the walls", done("baker", 50, 1));
    expect(ranked[0]?.agent.name).toBe("wall-painter");
    expect(ranked.find((each) => each.agent.name === "baker")?.why()).toBe(
      "did work like this 50 times",
    );
  });

  test("of other work, or without success, counts nothing", () => {
    expect(names(all, "paint", done("baker", 50, 0))).not.toContain("baker");
    expect(names(all, "paint", done("baker", 0, 1))).not.toContain("baker");
  });
});
