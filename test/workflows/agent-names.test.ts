import { expect, test } from "vitest";
import { create, doWork, failWork } from "../e2e/moves.ts";
import { scratchProject } from "../e2e/scratch-project.ts";
import { virtualBaton } from "../e2e/virtual-baton.ts";

// An agent that went by two names would have two records: two circuits, and twice its limit.
const definition = `workflow:
  name: names
  stages:
    - name: build
      agent: baton:builder
      task: Build
      compensate: { agent: baton:maria-qa, task: Take it back }
      on_failure: { retry_strategy: escalate, fallback_agent: baton:builder }
    - name: use
      use: other
      compensate: { agent: baton:planner, task: Take it back }
`;
const other = `workflow:\n  name: other\n  stages: [{ agent: "baton:builder", task: Help }]\n`;

const begun = async () => {
  const project = scratchProject();
  project.write("workflows/other.yaml", other);
  const baton = await virtualBaton(project, {
    person: () => ({ action: "accept", content: { undo: true } }),
  });
  const { workflow_id, ready } = await baton.call("start_workflow", { definition });
  const [build] = ready;
  if (build === undefined) throw new Error("nothing is ready");
  return { baton, workflow_id, build };
};

test("who undoes a stage goes by the name on record", async () => {
  const { baton, workflow_id, build } = await begun();
  await doWork(baton, build);
  const reason = "not wanted";
  await baton.call("control_workflow", { workflow_id, action: "compensate", reason });
  const { steps } = await baton.call("status", { workflow_id, view: "plan" });
  expect(steps.map(({ step, agent }) => [step, agent])).toEqual([
    ["build", "builder"],
    ["undo:use", "planner"],
    ["undo:build", "maria-qa"],
  ]);
});

test("an agent is not its own fallback, whatever name it has there", async () => {
  const { baton, build } = await begun();
  const { recovery } = await failWork(baton, build, { category: "blocker", message: "No access" });
  expect(recovery).toMatchObject({ decision: "escalate" });
});

test("the next agent, and the fallback of a handoff, go by the name on record", async () => {
  const baton = await virtualBaton(scratchProject());
  const handoff = await create(baton, {
    on_success: { next_agent: "baton:planner" },
    on_failure: { retry_strategy: "escalate", fallback_agent: "baton:builder" },
  });
  await failWork(baton, handoff, { category: "blocker", message: "No access" });
  const { ready } = await baton.call("status", { workflow_id: handoff.workflow_id });
  expect(ready).toMatchObject([{ agent: "builder" }]);
  const done = await doWork(baton, handoff);
  expect(done.workflow).toMatchObject({ status: "running" });
  const after = await baton.call("status", { workflow_id: handoff.workflow_id });
  expect(after.ready).toMatchObject([{ agent: "planner" }]);
});
