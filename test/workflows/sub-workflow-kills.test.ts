import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { main } from "../../src/cli/main.ts";
import { systemActor } from "../../src/core/actor.ts";
import { commitCommand } from "../../src/engine/commit-command.ts";
import type { Ports } from "../../src/engine/ports.ts";
import { childStart } from "../../src/engine/workflow/child-start.ts";
import type { ToolCaller } from "../e2e/client.ts";
import { baton } from "../e2e/command-line.ts";
import type { ScratchProject } from "../e2e/project-in.ts";
import { scratchProject } from "../e2e/scratch-project.ts";
import { openSession } from "../e2e/session.ts";
import { another } from "./another-process.ts";
import { playOn } from "./driver.ts";

const inner = `workflow:
  name: inner
  version: 1.0
  state_schema: { done: boolean }
  stages: [{ name: work, agent: "baton:builder", task: Work }]
`;
const outer = `workflow:
  name: outer
  version: 1.0
  stages:
    - { name: plan, agent: "baton:planner", task: Plan }
    - { name: sub, use: inner }
    - { name: sum, agent: "baton:planner", task: Sum up }
`;

const projectWithInner = (): ScratchProject => {
  const project = scratchProject();
  project.write("workflows/inner.yaml", inner);
  return project;
};

/** The workflow's sub-workflow, once whoever serves has let it begin. */
const readyInner = async (session: ToolCaller, workflow_id: string) => {
  for (let tries = 0; tries < 100; tries++) {
    const { ready } = await session.call("status", { workflow_id });
    if (ready.length > 0) return ready;
    await sleep(50);
  }
  throw new Error("the sub-workflow did not begin");
};

/** Completes the first step, and no more: what the parent tells its child is committed, and nobody delivers it. */
const completePlan = async (ports: Ports, workflow: string): Promise<void> => {
  const caller = { actor: systemActor, session: null, holder: null, command: null };
  const request = {
    seconds: 60,
    secret: "s",
    holder: null,
    session: null,
    use: null,
    limits: null,
    usualTokens: null,
    named: true,
    takeOver: false,
    goneFence: null,
    learnings: [],
  };
  const claimed = await commitCommand(ports, {
    stream: workflow,
    intent: { type: "claim", step: "plan", request },
    weigh: () => ({ working: 0, learnings: 0 }),
    caller,
    ids: 0,
    content: () => ({}),
  });
  expect(claimed.answer.type).toBe("content");
  const state = await ports.store.state(workflow);
  const token = state.kind === "workflow" ? (state.steps.get("plan")?.lease?.token ?? "") : "";
  const completion = {
    token,
    summary: "Planned",
    outputs: null,
    storedOutputs: null,
    artifacts: [],
    criteria: [],
    checks: [],
    decisions: [],
    learnings: [],
    tokensUsed: null,
    git: null,
    amendment: null,
  };
  const { sentTo } = await commitCommand(ports, {
    stream: workflow,
    intent: { type: "complete", step: "plan", completion },
    caller,
    ids: 4,
    content: () => ({}),
  });
  expect(sentTo).toHaveLength(1);
};

const begunOuter = async (project: ScratchProject): Promise<string> => {
  const first = await openSession(project);
  const { workflow_id } = await first.call("start_workflow", { definition: outer });
  await first.kill();
  return workflow_id;
};

test("a process that is gone after the parent's commit: the next one lets the child begin", async () => {
  const project = projectWithInner();
  const workflow_id = await begunOuter(project);
  const process = another(project);
  await completePlan(process, workflow_id);
  expect(await process.store.outbox(9)).toHaveLength(1);
  await process.gone();

  const session = await openSession(project);
  const [entry] = await readyInner(session, workflow_id);
  expect(entry).toMatchObject({ step: "work", agent: "builder" });
  const uri = `baton://workflows/${workflow_id}/graph`;
  const { contents } = await session.request("resources/read", { uri });
  expect(JSON.stringify(contents)).toContain(`sub<br/>${entry?.workflow_id}<br/>active`);
});

test("the command line tells what a workflow waits for", async () => {
  const project = projectWithInner();
  const workflow_id = await begunOuter(project);
  const process = another(project);
  await completePlan(process, workflow_id);
  await process.gone();
  const session = await openSession(project);
  const [entry] = await readyInner(session, workflow_id);
  let out = "";
  const io = {
    stdout: (text: string) => {
      out += text;
    },
    stderr: () => {},
    cwd: project.root,
    env: project.env,
  };
  expect(await main(["recover", workflow_id], io)).toBe(0);
  expect(out).toContain(`baton recover ${entry?.workflow_id}`);
});

test("a process that is gone after the child's first commit: it begins once all the same", async () => {
  const project = projectWithInner();
  const workflow_id = await begunOuter(project);
  const process = another(project);
  await completePlan(process, workflow_id);
  const [pending] = await process.store.outbox(9);
  const message = pending?.content.message;
  if (pending === undefined || message?.type !== "child_started") throw new Error("no start");
  const { parent, title, paused } = message;
  await commitCommand(process, {
    stream: pending.content.to,
    intent: {
      type: "begin_child",
      parent,
      title,
      paused,
      start: await childStart(process, message),
    },
    caller: {
      actor: message.actor,
      session: null,
      holder: null,
      command: { id: pending.id, hash: pending.id },
    },
    ids: 4,
    content: () => ({}),
  });
  const before = await process.store.state(pending.content.to);
  expect(before.version).toBeGreaterThan(0);
  await process.gone();

  const session = await openSession(project);
  const ready = await readyInner(session, workflow_id);
  expect(ready).toMatchObject([{ step: "work", workflow_id: pending.content.to }]);
  for (;;) {
    const now = another(project);
    const left = await now.store.outbox(9);
    const after = await now.store.state(pending.content.to);
    await now.gone();
    if (left.length > 0) {
      await sleep(50);
      continue;
    }
    expect(after.version).toBe(before.version);
    break;
  }
});

test("an id that is taken is drawn anew, and nobody else's workflow is touched", async () => {
  const project = projectWithInner();
  const workflow_id = await begunOuter(project);
  const process = another(project);
  await completePlan(process, workflow_id);
  const [pending] = await process.store.outbox(9);
  const taken = pending?.content.to ?? "";
  const caller = { actor: systemActor, session: null, holder: null, command: null };
  const stranger = await process.store.state(workflow_id);
  if (stranger.kind !== "workflow" || stranger.flow === null) throw new Error("no plan");
  const { plan } = stranger.flow;
  await commitCommand(process, {
    stream: taken,
    intent: {
      type: "start_flow",
      title: "a stranger",
      plan,
      input: {},
      starter: null,
      price: null,
    },
    caller,
    ids: 1,
    content: () => ({}),
  });
  const version = (await process.store.state(taken)).version;
  await process.gone();

  const session = await openSession(project);
  const [entry] = await readyInner(session, workflow_id);
  expect(entry?.workflow_id).not.toBe(taken);
  // Nor when all that the workflow has used is undone.
  const control = ["control", "cancel", workflow_id, "--yes"];
  expect(await baton(project, control)).toMatchObject({ code: 0 });
  const end = another(project);
  await commitCommand(end, {
    stream: workflow_id,
    intent: { type: "compensate", step: null, reason: "not wanted" },
    caller,
    ids: 4,
    content: () => ({}),
  });
  await end.gone();
  let { status } = await session.call("status", { workflow_id });
  for (let tries = 0; tries < 100 && status === "compensating"; tries++) {
    await sleep(50);
    ({ status } = await session.call("status", { workflow_id }));
  }
  expect(status).toBe("cancelled");
  expect(await session.call("status", { workflow_id: taken })).toMatchObject({
    title: "a stranger",
    version,
  });
});

test("a server killed at any moment of a call loses neither parent nor child", async () => {
  for (const delay of [0, 5, 15]) {
    const project = projectWithInner();
    const workflow_id = await begunOuter(project);
    const first = await openSession(project);
    const { ready } = await first.call("status", { workflow_id });
    const claimed = await first.call("execute_handoff", { handoff_id: ready[0]?.handoff_id });
    const { handoff_id, lease_token } = claimed;
    const call = first.tryCall("complete_handoff", {
      handoff_id,
      lease_token,
      status: "completed",
      summary: "Planned",
    });
    await Promise.race([call.catch(() => undefined), sleep(delay)]);
    await first.kill();
    await call.catch(() => undefined);
    const second = await openSession(project);
    await second.call("resume", { workflow_id });
    const played = await playOn(second, project, workflow_id, { work: [{ done: true }] });
    expect(played.status).toBe("completed");
    expect(played.stages.slice(-2)).toEqual(["work", "sum"]);
    const all = await second.call("status");
    expect(all).toMatchObject({ workflows: [] });
    await second.kill();
  }
});
