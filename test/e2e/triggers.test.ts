import { rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { batonCall, baton as run } from "./command-line.ts";
import { scratchProject } from "./scratch-project.ts";
import { openSession } from "./session.ts";
import { type VirtualBaton, virtualBaton } from "./virtual-baton.ts";

const person = {
  actor: { kind: "human" as const, name: "ada" },
  session: null,
  holder: null,
  command: null,
};
const definitionWith = (triggers: string, agent = "builder") => `workflow:
  name: report
  input: { why: { type: string, default: asked } }
  triggers: ${triggers}
  stages: [{ agent: ${agent}, task: "Report because \${why}" }]
`;
const hourly = definitionWith("[{ every: 1h, input: { why: fired_at } }]");

const arm = (baton: VirtualBaton, definition: string) =>
  baton.engine.armTriggers({ definition }, person);
const running = async (baton: VirtualBaton) =>
  (await baton.engine.ports.store.workflows({ open: true, limit: 50, offset: 0 })).map(
    ({ workflow }) => workflow,
  );
const listed = async (baton: VirtualBaton) => {
  const answer = await baton.engine.listTriggers();
  if (answer.type === "refused") throw new Error(answer.message);
  return answer.content.definitions;
};

test("workflows that start each other for ever are stopped, and it is said why", async () => {
  const baton = await virtualBaton(scratchProject());
  const turn = (on: string, to: string) => `workflow:
  name: on_${on}
  triggers: [{ signal: ${on} }]
  stages: [{ name: hit, signal: ${to}, to: "'table'" }]
`;
  await arm(baton, turn("ping", "pong"));
  await arm(baton, turn("pong", "ping"));
  await baton.call("send_signal", { name: "ping", correlation: "table" });
  for (let i = 0; i < 5; i++) await baton.pass(1);
  const page = { open: false, limit: 500, offset: 0 };
  const all = await baton.engine.ports.store.workflows(page);
  expect(all.filter(({ status }) => status === "completed")).toHaveLength(100);
  expect(JSON.stringify(await listed(baton))).toContain("100 workflows in a row");
  expect(await running(baton)).toEqual([]);
});

describe("a trigger of time", () => {
  test("starts a workflow each time, exactly once, and says when it is due next", async () => {
    const baton = await virtualBaton(scratchProject());
    expect(await arm(baton, hourly)).toMatchObject({
      content: { definition: "report", armed: true, version: "1" },
    });
    await baton.pass(3_599);
    expect(await running(baton)).toEqual([]);
    await baton.pass(1);
    await Promise.all([baton.engine.doDue(), baton.engine.doDue()]);
    expect(await running(baton)).toHaveLength(1);
    await baton.pass(3_600);
    expect(await running(baton)).toHaveLength(2);
    const [workflow_id] = await running(baton);
    expect((await baton.call("execute_handoff", { workflow_id })).brief).toMatch(
      /Report because 2026-01-05T1[01]:00:00/,
    );
    expect(await listed(baton)).toMatchObject([
      { started: 2, triggers: [{ on: "every 3600 s", next: "2026-01-05T12:00:00.000Z" }] },
    ]);
  });

  test("of a workflow that asks people warns whoever arms it of what they cannot do", async () => {
    const baton = await virtualBaton(scratchProject());
    const asking = hourly.replace("stages: [", "stages: [{ name: ok, role: boss, task: Well? }, ");
    expect(await arm(baton, asking)).toMatchObject({
      content: { armed: true, warnings: [expect.stringMatching(/^ok: /)] },
    });
  });

  test("that nobody served for a week is made up for once", async () => {
    const baton = await virtualBaton(scratchProject());
    await arm(baton, hourly);
    baton.passIdle(7 * 86_400 + 60);
    await baton.engine.doDue();
    await baton.engine.doDue();
    expect(await running(baton)).toHaveLength(1);
    expect(await listed(baton)).toMatchObject([
      { triggers: [{ next: new Date(baton.now() + 3_600_000).toISOString() }] },
    ]);
  });

  test("by cron is due at its time", async () => {
    const baton = await virtualBaton(scratchProject());
    await arm(baton, definitionWith('[{ cron: "30 9 * * 1-5" }]'));
    await baton.pass(1_799);
    expect(await running(baton)).toEqual([]);
    await baton.pass(1);
    expect(await running(baton)).toHaveLength(1);
  });

  test("whose workflow cannot be started says why, and goes on when it can", async () => {
    const project = scratchProject();
    const agent = "---\nname: clerk\ndescription: Writes\n---\nWrite.\n";
    project.write("agents/clerk.md", agent);
    const baton = await virtualBaton(project);
    await arm(baton, definitionWith("[{ every: 1h }]", "clerk"));
    rmSync(join(project.root, "agents/clerk.md"));
    await baton.pass(3_600);
    expect(await running(baton)).toEqual([]);
    expect(await listed(baton)).toMatchObject([
      { last: { failure: expect.stringContaining("names the agent clerk") } },
    ]);
    project.write("agents/clerk.md", agent);
    await baton.pass(3_600);
    expect(await running(baton)).toHaveLength(1);
  });
});

describe("a trigger of a signal", () => {
  const onSignal = definitionWith(
    "[{ signal: wanted, when: signal.payload.n > 1, input: { why: signal.payload.why } }]",
  );
  const send = (baton: VirtualBaton, n: number, more: object = {}) =>
    baton.call("send_signal", { name: "wanted", payload: { n, why: "I ask" }, ...more });

  test("starts a workflow, and the signal counts as delivered", async () => {
    const baton = await virtualBaton(scratchProject());
    await arm(baton, onSignal);
    const sent = await send(baton, 2);
    expect(sent).toMatchObject({ delivered_to: await running(baton), buffered: false });
    expect(sent.delivered_to).toHaveLength(1);
    const [workflow_id] = await running(baton);
    expect((await baton.call("execute_handoff", { workflow_id })).brief).toContain(
      "Report because I ask",
    );
  });

  test("takes only what fits, and nothing that is for a workflow or that a wait takes", async () => {
    const baton = await virtualBaton(scratchProject());
    await arm(baton, onSignal);
    expect(await send(baton, 1, { correlation: "k" })).toMatchObject({ buffered: true });
    const waits = await baton.call("start_workflow", {
      definition:
        "workflow: { name: waits, stages: [{ name: a, signal: wanted }, { name: b, signal: wanted, correlate: \"'q'\" }] }",
    });
    const { workflow_id } = waits;
    const taken = { delivered_to: [workflow_id], buffered: false };
    expect(await send(baton, 2, { workflow_id })).toMatchObject(taken);
    expect(await send(baton, 2, { correlation: "q" })).toMatchObject(taken);
    expect(await running(baton)).toEqual([]);
    expect(await send(baton, 2, { correlation: "q" })).toMatchObject({ buffered: false });
    expect(await running(baton)).toHaveLength(1);
  });

  test("may be fired by another workflow", async () => {
    const baton = await virtualBaton(scratchProject());
    await arm(baton, onSignal);
    await baton.call("start_workflow", {
      definition: `workflow:
  name: asks
  stages: [{ name: ask, signal: wanted, to: "'anybody'", payload: { n: 5, why: workflow.name } }]
`,
    });
    const [workflow_id] = await running(baton);
    expect((await baton.call("execute_handoff", { workflow_id })).brief).toContain("because asks");
  });

  test("takes nothing once it is disarmed", async () => {
    const baton = await virtualBaton(scratchProject());
    await arm(baton, onSignal);
    await baton.engine.disarmTriggers("report", person);
    expect(await baton.refused("send_signal", { name: "wanted", payload: { n: 5 } })).toMatchObject(
      {
        code: "not_found",
      },
    );
  });
});

describe("the command line", () => {
  test("arms, lists and disarms; a running server fires what is armed", async () => {
    const project = scratchProject();
    project.write("report.yaml", definitionWith("[{ signal: wanted }]"));
    const refused = await run(project, ["triggers", "arm", "nothing.yaml"]);
    expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining("cannot be read") });
    expect(await run(project, ["triggers", "arm"])).toMatchObject({ code: 2 });
    const armed = await run(project, ["triggers", "arm", "report.yaml", "--json"]);
    expect(JSON.parse(armed.stdout)).toMatchObject({ definition: "report", armed: true });
    const session = await openSession(project);
    const sent = await session.call("send_signal", { name: "wanted" });
    expect(sent.delivered_to).toHaveLength(1);
    const shown = await run(project, ["triggers"]);
    expect(shown.stdout).toContain("signal wanted");
    expect(await run(project, ["triggers", "disarm", "report"])).toMatchObject({ code: 0 });
    expect(await run(project, ["triggers", "disarm", "report"])).toMatchObject({ code: 1 });
    await batonCall(project, "send_signal", { name: "wanted", correlation: "k" });
    const signals = await run(project, ["signals", "--json"]);
    expect(JSON.parse(signals.stdout).signals).toMatchObject([
      { name: "wanted", correlation: "k", age_seconds: expect.any(Number) },
    ]);
    expect(await session.close()).toBe(0);
  });

  test("arms nothing without triggers, and no other content under a version in use", async () => {
    const project = scratchProject();
    project.write("none.yaml", "workflow: { name: none, stages: [{ agent: builder }] }");
    project.write("report.yaml", hourly);
    const none = await run(project, ["triggers", "arm", "none.yaml"]);
    expect(none).toMatchObject({ code: 1, stderr: expect.stringContaining("has no triggers") });
    expect(await run(project, ["triggers", "arm", "report.yaml"])).toMatchObject({ code: 0 });
    project.write("report.yaml", hourly.replace("1h", "2h"));
    const other = await run(project, ["triggers", "arm", "report.yaml"]);
    expect(other).toMatchObject({ code: 1, stderr: expect.stringContaining("Raise its version") });
  });
});
