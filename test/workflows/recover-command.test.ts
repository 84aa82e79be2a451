import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { Person } from "../e2e/client.ts";
import { baton } from "../e2e/command-line.ts";
import { claim, create, failWork, finish } from "../e2e/moves.ts";
import { scratchProject } from "../e2e/scratch-project.ts";
import { openSession } from "../e2e/session.ts";
import { playOn } from "./driver.ts";

const scene = async (person?: Person) => {
  const project = scratchProject();
  const session = await openSession(project, person === undefined ? {} : { person });
  const recover = async (...args: string[]) => (await baton(project, ["recover", ...args])).stdout;
  return { project, session, recover };
};

test("says that nothing is to be recovered, and makes no database", async () => {
  const { project, recover } = await scene();
  expect(await recover()).toBe("Nothing is unfinished, and nothing failed lately.\n");
  expect(existsSync(join(project.root, ".baton"))).toBe(false);
});

test("tells a question to a human, and where it is answered", async () => {
  const { session, recover } = await scene();
  const handoff = await create(session);
  await failWork(session, handoff, { category: "blocker", message: "No access to\nthe registry" });
  const { tasks } = await session.call("status", {
    workflow_id: handoff.workflow_id,
    view: "tasks",
  });
  const told = await recover();
  expect(told).toContain("blocker: No access to the registry");
  expect(told).toMatch(/a human is asked \(\S+\): /);
  expect(told).toMatch(/Way on: Answer it in a terminal of your own: baton answer \S+\n$/);
  expect(tasks).toHaveLength(1);
});

test("tells an agent that is gone, and changes nothing", async () => {
  const { project, session, recover } = await scene();
  const handoff = await create(session);
  await claim(session, handoff);
  expect(await recover()).toContain("marcus-backend is at work\n  Way on: Leave it");
  await session.kill();
  const { workflow_id } = handoff;
  const first = await recover();
  expect(first).toContain("its agent marcus-backend is gone; nothing it reported is lost");
  expect(first).toContain(`Way on: Tell your client: "resume ${workflow_id}"`);
  expect(await recover(workflow_id)).toBe(first);
  const next = await openSession(project);
  expect(await next.call("status", { workflow_id })).toMatchObject({
    active: [{ gone: true }],
  });
});

test("tells files that changed since they were recorded", async () => {
  const { project, session, recover } = await scene();
  project.write("src/a.ts", "export {};\n");
  const handoff = await create(session, { step: "one" });
  const { workflow_id } = handoff;
  await create(session, { workflow_id, step: "two", needs: ["one"] });
  await finish(session, await claim(session, handoff), {
    artifacts: [{ type: "code", path: "src/a.ts" }],
  });
  expect(await recover()).not.toContain("src/a.ts");
  project.write("src/a.ts", "export const a = 1;\n");
  const told = await recover();
  expect(told).toContain("src/a.ts has changed since marcus-backend recorded it");
  expect(told).toContain("two is ready for marcus-backend, and nobody has taken it");
  expect(told).toMatch(/Way on: Tell your client: "resume .*Look at the files that changed first/);
});

test("leads from a plan that failed to its last checkpoint, and that way works", async () => {
  const { project, session, recover } = await scene();
  const { workflow_id } = await session.call("start_workflow", {
    template: "qa-feedback-loop",
    goal: "Sign in",
  });
  const rejected = { review: [{ approved: false, defects: [] }] };
  expect((await playOn(session, project, workflow_id, rejected)).status).toBe("failed");
  const told = await recover();
  expect(told).toContain("is failed: quality failed: state.approved did not hold after 5 rounds");
  const point = /quality\[5\]\/review\), (cp_\S+) \(after quality\[4\]\/fix\)/.exec(told)?.[1];
  expect(point).toBeDefined();
  await session.call("resume", { checkpoint_id: point, rewind: true });
  const approved = { review: [{ approved: true, defects: [] }] };
  const again = await playOn(session, project, workflow_id, approved);
  expect(again).toMatchObject({ status: "completed", stages: ["review"] });
});

test("leads from a step that was given up to trying it again, and that way works", async () => {
  const { session, recover } = await scene(() => ({
    action: "accept",
    content: { decision: "abort", comment: "" },
  }));
  const handoff = await create(session);
  const { workflow_id } = handoff;
  const { task_id } = await failWork(session, handoff, {
    category: "blocker",
    message: "No access to the registry",
  });
  await session.call("decide_task", { task_id });
  const told = await recover();
  expect(told).toMatch(/marcus-backend failed for good after 1 attempts?: .*\(blocker: No access/);
  const step = /"retry step (\S+) of /.exec(told)?.[1];
  expect(
    await session.call("control_workflow", {
      workflow_id,
      action: "retry_step",
      step,
      reason: "Access was given",
    }),
  ).toMatchObject({ status: "running" });
});

test("tells what signal a workflow waits for, and how to send it, and that way works", async () => {
  const { session, recover } = await scene();
  const { workflow_id } = await session.call("start_workflow", {
    definition: "workflow: { name: w, stages: [{ name: paid, signal: order_paid, timeout: 1h }] }",
  });
  const told = await recover();
  expect(told).toMatch(/paid waits for signal order_paid, until 20/);
  expect(told).toContain(`send_signal with name order_paid and workflow_id ${workflow_id}`);
  await session.call("send_signal", { name: "order_paid", workflow_id });
  expect(await session.call("status", { workflow_id })).toMatchObject({ status: "completed" });
});

test("tells a pause and its reason, and what it cannot find", async () => {
  const { project, session, recover } = await scene();
  const { workflow_id } = await create(session);
  await session.call("control_workflow", { workflow_id, action: "pause", reason: "Lunch" });
  const told = await recover(workflow_id);
  expect(told).toMatch(/ is paused: .*Lunch\n/);
  expect(told).toContain(
    `Way on: When its reason is gone, tell your client: "unpause ${workflow_id}"`,
  );
  const lost = await baton(project, ["recover", "orch_nowhere"]);
  expect(lost).toMatchObject({ code: 1, stderr: expect.stringContaining("not_found") });
  expect((await baton(project, ["recover", "a", "b"])).code).toBe(2);
});
