import { chmodSync, mkdirSync, readdirSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Person } from "../e2e/client.ts";
import { scratchProject } from "../e2e/scratch-project.ts";
import { openSession } from "../e2e/session.ts";
import { playOn, type Script } from "./driver.ts";

const template = "payment-approval";
const input = { amount: 9000 };
const goal = "Pay the new machine";
const script: Script = {
  prepare: [{ payee: "ACME", purpose: "a machine" }],
  check: [{ settled: true }],
};

/** Everybody of the machine may read and write what is there. */
const share = (path: string): void => {
  const isFolder = statSync(path).isDirectory();
  chmodSync(path, isFolder ? 0o777 : 0o666);
  if (isFolder) for (const name of readdirSync(path)) share(join(path, name));
};

// Only the superuser can run a server as somebody else; both numbers are in every Linux.
describe.skipIf(process.getuid?.() !== 0)(
  "above the limit, with three users of one machine",
  () => {
    test("two of them who did not start it decide, and what they approved is paid", async () => {
      const project = scratchProject();
      const answering =
        (content: Readonly<Record<string, unknown>>): Person =>
        () => ({ action: "accept", content });
      const approve = { decision: "approve", amount: 9000 };
      const starter = await openSession(project, { person: answering(approve) });
      const started = await starter.call("start_workflow", { template, goal, input });
      expect(started.warnings.join("\n")).toMatch(
        /2 different people must approve.*may not decide/,
      );
      const { workflow_id } = started;
      await playOn(starter, project, workflow_id, script, ({ status }) => status === "waiting");
      const { tasks } = await starter.call("status", { workflow_id, view: "tasks" });
      const task_id = tasks[0]?.task_id;
      expect(await starter.refused("decide_task", { task_id })).toMatchObject({
        code: "forbidden",
        message: expect.stringContaining("four eyes"),
      });

      const base = dirname(project.root);
      for (const user of ["daemon", "nobody"]) mkdirSync(join(base, user), { recursive: true });
      share(base);
      const as = (user: string, uid: number, content: Readonly<Record<string, unknown>>) =>
        openSession(project, {
          uid,
          person: answering(content),
          env: {
            HOME: join(base, user),
            XDG_CONFIG_HOME: join(base, user),
            XDG_STATE_HOME: join(base, user),
          },
        });
      const daemon = await as("daemon", 1, approve);
      expect(await daemon.call("decide_task", { task_id })).toMatchObject({
        status: "open",
        decided_by: "daemon",
        standing: expect.stringContaining("1 of 2"),
      });
      expect(await daemon.refused("decide_task", { task_id })).toMatchObject({ code: "conflict" });
      const nobody = await as("nobody", 65_534, { decision: "approve" });
      expect(await nobody.call("decide_task", { task_id })).toMatchObject({ status: "decided" });

      const played = await playOn(starter, project, workflow_id, script);
      expect(played).toMatchObject({ status: "completed", stages: ["pay", "check"] });
      expect(played.briefs.get("pay 1")).toContain("9000 to ACME");
      const { audit } = await starter.call("status", { workflow_id, view: "audit", limit: 100 });
      const said = audit.filter((each) => "decision" in each);
      expect(said).toMatchObject([
        { type: "task_decided", by: "human nobody", how: "elicitation" },
        { type: "approval_voted", by: "human nobody", decision: "approve" },
        {
          type: "approval_voted",
          by: "human daemon",
          shown: expect.stringContaining("Pay 9000 to ACME?"),
        },
      ]);
    });
  },
);

test("above the limit, a person who is alone and started it cannot approve, and can end it", async () => {
  const project = scratchProject();
  const person: Person = () => ({ action: "accept", content: { decision: "approve", amount: 1 } });
  const session = await openSession(project, { person });
  const { workflow_id } = await session.call("start_workflow", { template, goal, input });
  await playOn(session, project, workflow_id, script, ({ status }) => status === "waiting");
  const { tasks, waiting } = {
    ...(await session.call("status", { workflow_id })),
    ...(await session.call("status", { workflow_id, view: "tasks" })),
  };
  expect(waiting[0]?.for).toMatch(/^two_people: a human to decide task_\w+ \(0 of 2 have approved/);
  const { message } = await session.refused("decide_task", { task_id: tasks[0]?.task_id });
  expect(message).toContain("four eyes");
  const ended = await session.call("control_workflow", {
    workflow_id,
    action: "cancel",
    reason: "nobody else is here",
  });
  expect(ended.effects).toContain(`${tasks[0]?.task_id}: no longer asked`);
});
