import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { claim, finish } from "./moves.ts";
import type { ScratchProject } from "./project-in.ts";
import { scratchProject } from "./scratch-project.ts";
import { openSession } from "./session.ts";

const operatorSets = ({ env }: ScratchProject, defaults: object): void => {
  const path = join(String(env.XDG_CONFIG_HOME), "baton", "config.json");
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, JSON.stringify({ version: 1, defaults }));
};

const training = (name: string, units: number) =>
  `workflow:
  name: ${name}
  stages:
    - { name: train, agent: "baton:builder", task: Train, uses: { gpu: ${units} } }
`;

test("a step waits for units of a pool that another workflow uses, and takes them when they are free", async () => {
  const project = scratchProject();
  operatorSets(project, { pools: { gpu: 3 } });
  const session = await openSession(project);
  const other = await openSession(project);
  const big = await session.call("start_workflow", { definition: training("big", 2) });
  const wide = await other.call("start_workflow", { definition: training("wide", 2) });
  const [first] = big.ready;
  const [second] = wide.ready;
  if (first === undefined || second === undefined) throw new Error("nothing is ready");
  const held = await claim(session, first);
  const refused = await other.refused("execute_handoff", { handoff_id: second.handoff_id });
  expect(refused).toMatchObject({
    code: "not_ready",
    message: expect.stringContaining("train needs 2 of pool gpu, of which 1 of 3 are free"),
  });
  const nothing = await other.call("execute_handoff", { workflow_id: wide.workflow_id });
  expect(nothing).toMatchObject({ handoff_id: null });
  expect(JSON.stringify(nothing.waiting)).toContain("of which 1 of 3 are free");
  await finish(session, held);
  expect(await claim(other, second)).toMatchObject({ attempt: 1 });
});

test("a definition that could never run here is refused before anything runs", async () => {
  const project = scratchProject();
  operatorSets(project, { pools: { gpu: 3 }, capacity: { parallel_agents: 4 } });
  const session = await openSession(project);
  const problems = async (definition: string) =>
    (await session.refused("start_workflow", { definition })).message;
  expect(await problems(training("big", 4))).toBe(
    "stages[0].uses.gpu: asks for 4 of pool gpu, which has 3",
  );
  expect(await problems(training("odd", 1).replace("gpu", "gpux"))).toContain("is not declared");
  expect(await problems(training("wide", 1).replace("stages:", "max_parallel: 5\n  stages:"))).toBe(
    "max_parallel: is more than the 4 agents that may be at work at once",
  );
});

test("a plan wider than the capacity is worked on within it", async () => {
  const project = scratchProject();
  operatorSets(project, { capacity: { parallel_agents: 2 } });
  const session = await openSession(project);
  const branches = ["a", "b", "c"].map(
    (name) => `        - { name: ${name}, agent: "baton:builder" }`,
  );
  const definition = `workflow:
  name: wide
  stages:
    - name: all
      branches:
${branches.join("\n")}
`;
  const { ready } = await session.call("start_workflow", { definition });
  const claims = await Promise.all(
    ready.map(({ handoff_id }) => session.tryCall("execute_handoff", { handoff_id })),
  );
  const refused = claims.filter(({ isError }) => isError === true);
  expect(refused).toHaveLength(1);
  expect(JSON.stringify(refused)).toContain("2 agents are at work, as many as the operator allows");
});
