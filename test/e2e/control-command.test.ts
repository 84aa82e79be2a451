import { expect, test } from "vitest";
import { baton } from "./command-line.ts";
import { create, doWork, failWork } from "./moves.ts";
import { scratchProject } from "./scratch-project.ts";
import { openSession } from "./session.ts";

const scene = async () => {
  const project = scratchProject();
  const session = await openSession(project);
  const control = (...args: string[]) => baton(project, ["control", ...args]);
  const statusOf = async (workflow_id: string) =>
    (await session.call("status", { workflow_id })).status;
  return { project, session, control, statusOf };
};

const text = `workflow:
  name: two
  version: 1.0
  stages:
    - { name: look, agent: alex-ba }
    - { name: build, agent: marcus-backend, compensate: { agent: oliver-mcp, task: Take it down } }
    - { name: tell, agent: sarah-pm }
`;

test("does nothing to many without a person or --yes, and nothing at all in a dry run", async () => {
  const { session, control, statusOf } = await scene();
  const one = await create(session);
  const two = await create(session);
  const dry = await control("cancel", "--status", "running", "--dry-run");
  expect(dry).toMatchObject({ code: 0, stderr: "" });
  for (const { workflow_id } of [one, two]) expect(dry.stdout).toContain(`${workflow_id} running`);
  expect(dry.stdout).toMatch(/Nothing was done: cancel of 2 of 2 listed\.\n$/);
  const alone = await control("cancel", "--status", "running");
  expect(alone.code).toBe(1);
  expect(alone.stdout).toContain(one.workflow_id);
  expect(alone.stderr).toContain("forbidden: nobody is here to confirm");
  expect(await statusOf(one.workflow_id)).toBe("running");
  const done = await control("cancel", "--status", "running", "--yes", "--reason", "tidy up");
  expect(done.code).toBe(0);
  expect(done.stdout).toContain(`${two.workflow_id} is cancelled`);
  expect(await session.call("status", { workflow_id: one.workflow_id })).toMatchObject({
    status: "cancelled",
    reason: "cancelled: tidy up",
  });
});

test("chooses by status and by how long nothing has changed", async () => {
  const { session, control, statusOf } = await scene();
  const { workflow_id } = await create(session);
  const other = await create(session);
  await control("pause", other.workflow_id, "--yes");
  expect((await control("cancel", "--older-than", "1h", "--yes")).stdout).toBe(
    "No workflow fits.\n",
  );
  const paused = await control("cancel", "--status", "paused", "--older-than", "0s", "--yes");
  expect(paused.stdout).toContain(`${other.workflow_id} is cancelled`);
  expect(await statusOf(workflow_id)).toBe("running");
  expect(await statusOf(other.workflow_id)).toBe("cancelled");
});

test("lists what is undone and what stays, undoes what can be, and leaves the others alone", async () => {
  const { session, control, statusOf } = await scene();
  const { workflow_id } = await session.call("start_workflow", { definition: text });
  const plain = await create(session);
  for (const step of ["look", "build"]) {
    const { ready } = await session.call("status", { workflow_id });
    expect(ready[0]?.step).toBe(step);
    await doWork(session, { handoff_id: ready[0]?.handoff_id ?? "" });
  }
  const dry = await control("compensate", "--status", "running,waiting", "--dry-run");
  expect(dry.stdout).toContain(
    "  undone, in this order: build\n  nobody can undo, and stays: look\n",
  );
  expect(dry.stdout).toContain("  cannot be undone: Nothing that workflow");
  expect(dry.stdout).toContain("compensate of 1 of 2 listed");
  const done = await control("compensate", "--status", "running,waiting", "--yes");
  // One of the two could not be undone.
  expect(done.code).toBe(1);
  expect(done.stdout).toContain(`${workflow_id} is compensating`);
  expect(done.stdout).toContain("  undo:build: created for oliver-mcp\n");
  expect(await statusOf(plain.workflow_id)).toBe("running");
});

test("ends a backoff early", async () => {
  const { session, control, statusOf } = await scene();
  const { workflow_id, handoff_id } = await create(session);
  await failWork(session, { handoff_id }, { category: "transient", message: "ECONNRESET" });
  expect(await statusOf(workflow_id)).toBe("waiting");
  const done = await control("retry_step", workflow_id, "--step", "marcus-backend", "--yes");
  expect(done).toMatchObject({ code: 0 });
  expect(await statusOf(workflow_id)).toBe("running");
});

test.each([
  [[], "control needs an action"],
  [["explode"], "there is no action explode"],
  [["cancel"], "name workflows, or choose"],
  [["cancel", "orch_1", "--status", "running"], "name workflows, or choose"],
  [["retry_step", "orch_1"], "needs --step"],
  [["skip_step", "orch_1", "orch_2", "--step", "a"], "needs --step and one workflow"],
  [["compensate", "--status", "failed", "--step", "a"], "--step is about one workflow"],
  [["cancel", "--status", "runing"], "there is no status runing"],
  [["cancel", "--older-than", "soon"], "is no duration"],
])("is told how it is used: %j", async (args, words) => {
  const { code, stderr } = await baton(scratchProject(), ["control", ...args]);
  expect(code).toBe(2);
  expect(stderr).toContain(words);
  expect(stderr).toContain("Usage: baton control");
});

test("refuses a workflow there is not", async () => {
  const { control } = await scene();
  expect(await control("cancel", "orch_20260101_000000_none", "--yes")).toMatchObject({ code: 1 });
});

test("an agent's circuit is closed by hand, and stays so when its record is derived again", async () => {
  const { project, session } = await scene();
  const circuit = async () => {
    const { agents } = await session.call("list_agents", { limit: 50 });
    return agents.find(({ name }) => name === "marcus-backend");
  };
  for (let i = 0; i < 5; i++) {
    const error = { category: "code_error", message: `it broke in way ${"abcde"[i]}` };
    await failWork(session, await create(session), error);
  }
  expect(await circuit()).toMatchObject({ circuit: "open" });
  const reset = await baton(project, ["agents", "reset", "marcus-backend", "--reason", "mended"]);
  expect(reset).toMatchObject({ code: 0, stderr: "" });
  expect(await circuit()).toMatchObject({ circuit: "closed" });
  expect(await baton(project, ["doctor", "--rebuild"])).toMatchObject({ code: 0 });
  expect(await circuit()).toMatchObject({ circuit: "closed" });
  const again = await baton(project, ["agents", "reset", "marcus-backend"]);
  expect(again).toMatchObject({ code: 1 });
  expect(again.stderr).toContain("is closed");
  const unknown = await baton(project, ["agents", "reset", "marcus-backnd"]);
  expect(unknown.stderr).toContain("Did you mean marcus-backend");
  expect(await baton(project, ["agents", "reset"])).toMatchObject({ code: 2 });
});
