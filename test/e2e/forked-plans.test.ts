import { expect, test } from "vitest";
import { namePeople } from "./name-people.ts";
import { scratchProject } from "./scratch-project.ts";
import { virtualBaton } from "./virtual-baton.ts";

test("a fork of a workflow that was stopped asks the people its plan asks", async () => {
  const project = scratchProject();
  namePeople(project, { ada: { roles: ["finance"] }, bob: { roles: ["finance"] }, eve: {} });
  const baton = await virtualBaton(project);
  const { workflow_id } = await baton.call("start_workflow", {
    definition: `workflow:
  name: buying
  stages:
    - { name: ok, type: approval, role: finance, quorum: 2, task: "Buy \${workflow.id}?" }
    - { name: buy, agent: builder }
`,
  });
  const asked = async (id: string) =>
    (await baton.call("status", { workflow_id: id, view: "tasks" })).tasks[0];
  const before = await asked(workflow_id);
  await baton.call("control_workflow", { workflow_id, action: "terminate", reason: "a mistake" });
  const { checkpoint_id } = await baton.call("checkpoint", { workflow_id, name: "stopped" });
  const fork = await baton.call("resume", { checkpoint_id, fork: true });
  const after = await asked(fork.workflow_id);
  expect(before?.assignees).toEqual(["ada", "bob"]);
  expect(after).toMatchObject({ assignees: ["ada", "bob"], quorum: 2 });
});
