import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { systemActor } from "../../src/core/actor.ts";
import { commitCommand } from "../../src/engine/commit-command.ts";
import type { Ports } from "../../src/engine/ports.ts";
import type { Session, ToolCaller } from "../e2e/client.ts";
import { baton } from "../e2e/command-line.ts";
import { claim, failWork, finish } from "../e2e/moves.ts";
import type { ScratchProject } from "../e2e/project-in.ts";
import { scratchProject } from "../e2e/scratch-project.ts";
import { openSession } from "../e2e/session.ts";
import { another } from "./another-process.ts";
import { playOn } from "./driver.ts";

const stage = (name: string) =>
  `{ name: ${name}, agent: "baton:builder", task: Do ${name}, compensate: { agent: "baton:builder", task: Take ${name} back } }`;

const inner = `workflow:
  name: inner
  version: 1.0
  stages:
    - ${stage("book")}
    - { name: tell, agent: "baton:builder", task: Tell }
    - ${stage("pay")}
`;
const outer = `workflow:
  name: outer
  version: 1.0
  on_failure: compensate
  stages:
    - ${stage("begin")}
    - { name: sub, use: inner }
    - ${stage("after")}
    - { name: last, agent: "baton:planner", task: Sum up }
`;

/** The outer one has come to its last step. */
const begun = async () => {
  const project = scratchProject();
  project.write("workflows/inner.yaml", inner);
  const session = await openSession(project);
  const { workflow_id } = await session.call("start_workflow", { definition: outer });
  await playOn(session, project, workflow_id, {}, ({ stages }) => stages.at(-1) === "after");
  const child = await childOf(session, workflow_id);
  return { project, session, workflow_id, child };
};

const childOf = async (through: ToolCaller, workflow_id: string): Promise<string> => {
  const { workflows } = await through.call("status", { workflow_id, view: "plan" });
  return JSON.stringify(workflows).match(/orch_\w+/)?.[0] ?? "";
};

/** Fails what is ready, which nobody can save. */
const failLast = async (session: Session, workflow_id: string): Promise<void> => {
  const { ready } = await session.call("status", { workflow_id });
  const [last] = ready;
  if (last === undefined) throw new Error("nothing is ready");
  await failWork(session, last, { category: "blocker", message: "No access" });
};

/** What was undone, in the order of its commits. */
const undoneIn = async (project: ScratchProject): Promise<readonly string[]> => {
  const process = another(project);
  const kept = await process.store.kept(0, 10_000);
  await process.gone();
  return kept.flatMap(({ text }) => {
    const data: { type: string; step: string; left: readonly string[] } = JSON.parse(text);
    if (data.type === "step_compensated") return [data.step];
    return data.type === "child_undone" ? [`${data.step} (${data.left.length} left)`] : [];
  });
};
const allUndone = ["after", "pay", "book", "undo:sub (0 left)", "begin"];

test("what a workflow did that a stage used is undone in its turn, and listed before", async () => {
  const { project, session, workflow_id, child } = await begun();
  const dry = await baton(project, ["control", "compensate", workflow_id, "--dry-run"]);
  expect(dry.stdout).toContain(
    `undone, in this order: after, pay of ${child}, book of ${child}, begin\n  nobody can undo, and stays: tell of ${child}`,
  );
  await failLast(session, workflow_id);
  const waiting = await playOn(
    session,
    project,
    workflow_id,
    {},
    ({ stages }) => stages.length > 0,
  );
  expect(waiting.stages).toEqual(["undo:after"]);
  expect(await session.call("status", { workflow_id })).toMatchObject({
    status: "compensating",
    ready: [{ step: "undo:pay", workflow_id: child }],
    compensation: {
      undone: ["after"],
      to_undo: [`sub (workflow ${child})`, "begin"],
      stays: [],
    },
    waiting: expect.arrayContaining([
      expect.objectContaining({ for: `undo:sub: workflow ${child} is being undone` }),
    ]),
  });
  const recovered = await baton(project, ["recover", workflow_id]);
  expect(recovered.stdout).toContain(`baton recover ${child}`);
  const played = await playOn(session, project, workflow_id);
  expect(played).toMatchObject({
    status: "failed",
    stages: ["undo:pay", "undo:book", "undo:begin"],
  });
  expect(await session.call("status", { workflow_id })).toMatchObject({
    compensation: {
      undone: ["after", `sub (workflow ${child})`, "begin"],
      left: [],
      stays: [`tell of ${child}`],
    },
  });
  expect(await session.call("status", { workflow_id: child })).toMatchObject({
    status: "cancelled",
    compensation: { undone: ["pay", "book"], left: [], stays: ["tell"] },
  });
  expect(await undoneIn(project)).toEqual(allUndone);
  const again = await baton(project, ["control", "compensate", workflow_id, "--dry-run"]);
  expect(again.stdout).toContain("cannot be undone");
  expect(await baton(project, ["doctor", "--rebuild"])).toMatchObject({ code: 0 });
});

const caller = { actor: systemActor, session: null, holder: null, command: null };

/** Undoes the outer one, and delivers nothing. */
const compensateAlone = async (ports: Ports, workflow: string): Promise<void> => {
  const { sentTo } = await commitCommand(ports, {
    stream: workflow,
    intent: { type: "compensate", step: "sub", reason: "no longer wanted" },
    caller,
    ids: 4,
    content: () => ({}),
  });
  expect(sentTo).toHaveLength(1);
};

test("a process that is gone between the parent's commit and the child's, or after it, asks once", async () => {
  const { project, session, workflow_id, child } = await begun();
  const { ready } = await session.call("status", { workflow_id });
  const [last] = ready;
  if (last === undefined) throw new Error("nothing is ready");
  const held = await claim(session, last);
  await finish(session, held);
  await session.kill();
  const first = another(project);
  const before = await first.store.state(child);
  await commitCommand(first, {
    stream: workflow_id,
    intent: { type: "compensate", step: "after", reason: "not that" },
    caller,
    ids: 4,
    content: () => ({}),
  });
  await first.gone();
  const second = await openSession(project);
  await playOn(second, project, workflow_id);
  expect(await second.call("status", { workflow_id: child })).toMatchObject({
    status: "completed",
  });
  await second.kill();

  const third = another(project);
  expect((await third.store.state(child)).version).toBe(before.version);
  await compensateAlone(third, workflow_id);
  const [pending] = await third.store.outbox(9);
  const message = pending?.content.message;
  if (pending === undefined || message?.type !== "child_undoing") throw new Error("nobody asked");
  const { parent, reason } = message;
  await commitCommand(third, {
    stream: child,
    intent: { type: "undo_child", parent, reason },
    caller: { ...caller, command: { id: pending.id, hash: pending.id } },
    ids: 4,
    content: () => ({}),
  });
  const asked = (await third.store.state(child)).version;
  await third.gone();
  const fourth = await openSession(project);
  await fourth.call("resume", { workflow_id });
  const now = another(project);
  expect((await now.store.state(child)).version).toBe(asked);
  await now.gone();
  expect(await playOn(fourth, project, workflow_id)).toMatchObject({
    status: "cancelled",
    stages: ["undo:pay", "undo:book"],
  });
  expect(await undoneIn(project)).toEqual(["after", "pay", "book", "undo:sub (0 left)"]);
});

test("a server killed at any moment of the child's last undoing loses nothing, and undoes nothing twice", async () => {
  for (const delay of [0, 8]) {
    const { project, session, workflow_id } = await begun();
    await failLast(session, workflow_id);
    await playOn(session, project, workflow_id, {}, ({ stages }) => stages.at(-1) === "undo:pay");
    const { ready } = await session.call("status", { workflow_id });
    const [book] = ready;
    if (book === undefined) throw new Error("nothing is ready");
    const held = await claim(session, book);
    const criteria = [{ criterion: "C1", met: true, evidence: "looked" }];
    const call = finish(session, held, { criteria });
    await Promise.race([call.catch(() => undefined), sleep(delay)]);
    await session.kill("SIGKILL");
    await call.catch(() => undefined);
    const second = await openSession(project);
    await second.call("resume", { workflow_id });
    const played = await playOn(second, project, workflow_id);
    expect(played.status).toBe("failed");
    expect(await undoneIn(project)).toEqual(allUndone);
    await second.kill();
  }
});
