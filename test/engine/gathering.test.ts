import { describe, expect, test } from "vitest";
import { failClaims } from "../../src/engine/client/end-claims.ts";
import { gathering, NotGathered } from "../../src/engine/not-gathered.ts";
import type { Caller, Ports } from "../../src/engine/ports.ts";
import { create } from "../e2e/moves.ts";
import { scratchProject } from "../e2e/scratch-project.ts";
import { virtualBaton } from "../e2e/virtual-baton.ts";

describe("a decision", () => {
  test("is made again with what it asked for", async () => {
    const facts: string[] = [];
    const ask = (what: string): void => {
      if (facts.includes(what)) return;
      throw new NotGathered(what, async () => facts.push(what));
    };
    const decide = async (): Promise<string> => {
      ask("agents");
      ask("libraries");
      return facts.join();
    };
    expect(await gathering(decide)).toBe("agents,libraries");
  });

  test("that asks again for what was gathered is a defect", async () => {
    const decide = () => Promise.reject(new NotGathered("agents", () => {}));
    await expect(gathering(decide)).rejects.toThrow("not gathered yet: agents");
  });
});

const client: Caller = {
  actor: { kind: "system", name: "client" },
  session: null,
  holder: null,
  command: null,
};

/** What a hook reads of agents' files when it ends an attempt with this error. */
const looksAtAgents = async (message: string) => {
  const baton = await virtualBaton(scratchProject());
  const { handoff_id, workflow_id } = await create(baton);
  const { engine } = baton;
  await engine.executeHandoff({ handoff_id }, { ...client, toolUse: "toolu_1" });
  let looks = 0;
  const find: Ports["agents"]["find"] = (name) => {
    looks++;
    return engine.ports.agents.find(name);
  };
  const ports = { ...engine.ports, agents: { ...engine.ports.agents, find } };
  const error = { category: null, message, step: null, suggestion: null };
  await failClaims(ports, ["toolu_1"], error, client);
  const timeline = await baton.call("status", { workflow_id, view: "timeline" });
  return { looks, told: JSON.stringify(timeline) };
};

describe("a hook that ends an attempt", () => {
  test.each([
    ["the connection was reset", "retry"],
    ["billing_error: your credit is used up", "pause"],
  ])("reads no agents' files after %j", async (message, decision) => {
    const { looks, told } = await looksAtAgents(message);
    expect(told).toContain(`: ${decision}, because`);
    expect(looks).toBe(0);
  });

  test("reads them where another agent has to do something about it", async () => {
    const { looks, told } = await looksAtAgents("the design is wrong: wrong approach");
    expect(told).toContain(": replan, because");
    expect(looks).toBeGreaterThan(0);
  });
});
