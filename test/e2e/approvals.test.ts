import { describe, expect, test } from "vitest";
import { eras, type Form, type Person, type ToolCaller } from "./client.ts";
import { baton, batonCall, inTerminal } from "./command-line.ts";
import { create, doWork } from "./moves.ts";
import { namePeople, self } from "./name-people.ts";
import { scratchProject } from "./scratch-project.ts";
import { openSession } from "./session.ts";
import { hasTerminal, typist } from "./typist.ts";
import { virtualBaton } from "./virtual-baton.ts";

let versions = 0;

/** A workflow that begins with one approval. */
const asking = (keys: string): string => `
workflow:
  name: asking
  version: ${++versions}
  state_schema: { cost: number }
  sla: { warn: 2h }
  stages:
    - { name: ok, type: approval, task: "Buy it?", ${keys} }
    - { name: buy, agent: builder }
`;
const start = async (through: ToolCaller, keys = "") => {
  const { workflow_id, warnings } = await through.call("start_workflow", {
    definition: asking(keys),
  });
  const { tasks } = await through.call("status", { workflow_id, view: "tasks" });
  return { workflow_id, warnings, task_id: tasks[0]?.task_id ?? "" };
};
const taskOf = async (through: ToolCaller, workflow_id: string) => {
  const { tasks } = await through.call("status", { workflow_id, view: "tasks" });
  return tasks[0];
};
const fills =
  (content: Readonly<Record<string, unknown>>): Person =>
  () => ({ action: "accept", content });
const approves = fills({ decision: "approve" });

describe.each(eras)("over %s", (era) => {
  test("the form begins with where it belongs, has no defaults, and shows the agent's wish as such", async () => {
    let seen: Form | undefined;
    const person: Person = (form) => {
      seen = form;
      return { action: "decline" };
    };
    const project = scratchProject();
    namePeople(project, { ada: { users: [self] }, bob: {} });
    const session = await openSession(project, { era, person });
    const { task_id } = await start(session, "form: {cost: number, sure: boolean}");
    await session.refused("decide_task", {
      task_id,
      decision: "approve",
      form: { cost: 7 },
      comment: "cheap",
    });
    expect(seen?.message).toMatch(/^Workflow "asking" .*, stage ok\n/);
    expect(seen?.message).toContain("Buy it?");
    expect(seen?.message).toContain("So far: 0 of 1 have approved");
    expect(seen?.message).toMatch(/\n\nThe agent suggests: approve: {"cost":7}: cheap$/);
    expect(seen?.requestedSchema).toEqual({
      type: "object",
      properties: {
        decision: { type: "string", title: "Decision", enum: ["approve", "reject", "delegate"] },
        cost: { type: "number", title: "cost" },
        sure: { type: "boolean", title: "sure" },
        delegate_to: { type: "string", title: "Delegate to", enum: ["ada", "bob"] },
        comment: { type: "string", title: "Comment (optional)" },
      },
      required: ["decision"],
    });
  });

  test("what is filled in is judged, and kept with who approved", async () => {
    let content: Readonly<Record<string, unknown>> = { decision: "approve" };
    const person: Person = () => ({ action: "accept", content });
    const session = await openSession(scratchProject(), { era, person });
    const { workflow_id, task_id } = await start(
      session,
      "form: {cost: number}, outputs: {cost: steps.ok.output.form.cost}",
    );
    expect(await session.refused("decide_task", { task_id })).toMatchObject({
      code: "invalid_input",
      message: "form.cost is missing.",
    });
    content = { decision: "approve", cost: 12.5 };
    expect(await session.call("decide_task", { task_id })).toMatchObject({
      status: "decided",
      decided_by: self,
      workflow: { status: "running" },
    });
    const { audit } = await session.call("status", { workflow_id, view: "audit", limit: 50 });
    expect(audit.find((each) => "decision" in each)).toMatchObject({
      type: "task_decided",
      task_id,
      decision: "approve",
      how: "elicitation",
      shown: expect.stringContaining("Buy it?"),
      shown_sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
  });

  test("a task that changes while a person looks at its form is not decided", async () => {
    const project = scratchProject();
    namePeople(project, { ada: { users: [self] }, bob: {} });
    const other = await openSession(project, {
      era,
      person: fills({ decision: "delegate", delegate_to: "bob" }),
    });
    let task_id = "";
    let form: Form | undefined;
    const session = await openSession(project, {
      era,
      person: (given) => {
        form = given;
        return { action: "accept", content: { decision: "approve" } };
      },
      meanwhile: () => other.call("decide_task", { task_id }),
    });
    const started = await start(session, "assignees: [ada]");
    const { workflow_id } = started;
    task_id = started.task_id;
    const refusal = await session.refused("decide_task", { task_id });
    expect(form?.message).toContain("Asked: ada;");
    expect(refusal).toMatchObject({
      code: "conflict",
      details: { shown: expect.stringContaining("Asked: bob;") },
    });
    expect(await taskOf(session, workflow_id)).toMatchObject({
      status: "open",
      assignees: ["bob"],
    });
  });
});

describe("an agent", () => {
  test("that sends the answer to a form which nobody was shown decides nothing", async () => {
    const project = scratchProject();
    const session = await openSession(project, { era: "2026-07-28", person: approves });
    const { workflow_id, task_id } = await start(session);
    const answer = { action: "accept", content: { decision: "approve" } };
    const result = await session.request("tools/call", {
      name: "decide_task",
      arguments: { task_id },
      inputResponses: { answer },
    });
    expect(result).toMatchObject({ isError: true, structuredContent: { code: "conflict" } });
    expect(await taskOf(session, workflow_id)).toMatchObject({ status: "open", votes: [] });
  });

  test("decides by no door", async () => {
    const project = scratchProject();
    const session = await openSession(project);
    const { workflow_id, task_id } = await start(session);
    const request = { task_id, decision: "approve", comment: "I am sure" };
    expect(await session.refused("decide_task", request)).toMatchObject({ code: "forbidden" });
    const called = await batonCall(project, "decide_task", request);
    expect(called).toMatchObject({ code: "forbidden" });
    for (const command of ["approve", "reject", "answer"]) {
      const ended = await baton(project, [command, task_id], { stdin: "approve\n\n1234\n" });
      expect(ended).toMatchObject({ code: 1, stdout: "" });
      expect(ended.stderr).toContain("forbidden");
    }
    const steering = [
      { action: "skip_step", step: "ok" },
      { action: "retry_step", step: "ok" },
    ];
    for (const args of steering)
      await session.refused("control_workflow", { workflow_id, reason: "no time", ...args });
    const configured = await baton(project, ["config", "add-person", "agent", "--user", self]);
    expect(configured).toMatchObject({ code: 1, stderr: expect.stringContaining("forbidden") });
    expect(await taskOf(session, workflow_id)).toMatchObject({ status: "open", votes: [] });
  });
});

describe("a person who is alone", () => {
  test("may decide what is for others, and is warned of it at the start", async () => {
    const session = await openSession(scratchProject(), { person: approves });
    const { task_id, warnings } = await start(session, "role: finance");
    expect(warnings).toEqual([
      "ok: the operator has named nobody for role finance; whoever is at this machine may decide",
    ]);
    expect(await session.call("decide_task", { task_id })).toMatchObject({ decided_by: self });
  });

  test("who started it may not decide with four eyes, under whatever name", async () => {
    const project = scratchProject();
    const session = await openSession(project, { person: approves });
    const { task_id, warnings } = await start(session, "four_eyes: true");
    expect(warnings.join()).toContain("it takes another user of this machine");
    expect(await session.refused("decide_task", { task_id })).toMatchObject({ code: "forbidden" });
    namePeople(project, { somebody: { users: [self] } });
    expect(await session.refused("decide_task", { task_id })).toMatchObject({ code: "forbidden" });
  });

  test("hears at the start who cannot do what is asked", async () => {
    const project = scratchProject();
    namePeople(project, { ada: { users: [self], roles: ["boss"] }, bob: {} });
    const session = await openSession(project);
    const warnings = async (keys: string) => (await start(session, keys)).warnings;
    expect(await warnings("assignees: [ada, bob], quorum: 2")).toEqual([]);
    expect(await warnings("role: boss, four_eyes: true")).toEqual([
      "ok: one person must approve, and ada, who starts it, may not decide: only 0 can",
    ]);
    expect(await warnings("role: legal, due: 1h, escalate_to: zoe")).toEqual([
      "ok: the operator has named nobody for role legal, zoe; asked: ada, bob",
    ]);
    expect(await warnings("role: boss, quorum: 2")).toEqual([
      "ok: 2 different people must approve: only 1 can",
    ]);
  });
});

test("a configuration that cannot be read lets nobody decide", async () => {
  const project = scratchProject();
  const session = await openSession(project, { person: approves });
  const { workflow_id, task_id } = await start(session);
  project.write("../config/baton/config.json", "{ people: ");
  expect(await session.refused("decide_task", { task_id })).toMatchObject({ code: "internal" });
  project.write("../config/baton/config.json", '{ "version": 1 }');
  expect(await taskOf(session, workflow_id)).toMatchObject({ status: "open" });
});

describe("as time goes by", () => {
  test("status says who is asked, until when, how far it is, and what takes long", async () => {
    const project = scratchProject();
    namePeople(project, { ada: { roles: ["finance"] }, bob: {}, cy: { roles: ["boss"] } });
    const through = await virtualBaton(project, { person: approves });
    const { workflow_id, task_id } = await start(
      through,
      "role: finance, due: 4h, reminders: 1h, escalate_to: {role: boss}, sla: {warn: 1h, breach: 4h}",
    );
    const lines = async () =>
      (await through.call("status", { workflow_id })).waiting.map((line) => line.for);
    expect(await lines()).toEqual([
      `ok: ada to decide ${task_id} (0 of 1 have approved; due 2026-01-05T13:00:00.000Z)`,
    ]);
    await through.pass(2 * 3600);
    expect(await lines()).toEqual([
      expect.stringContaining("reminded 1 times"),
      "the workflow takes long: its sla is warned",
      "ok takes long: its sla is warned",
    ]);
    await through.pass(2 * 3600);
    expect(await lines()).toEqual([
      expect.stringMatching(/^ok: ada, cy to decide .*overdue; reminded 2 times/),
      "the workflow takes long: its sla is warned",
      "ok takes long: its sla is breached",
    ]);
    const { timeline } = await through.call("status", { workflow_id, view: "timeline" });
    expect(timeline.map(({ what }) => what)).toEqual(
      expect.arrayContaining([
        "ok takes more than 3600 s",
        "ok has broken its limit of 14400 s",
        "the workflow takes more than 7200 s",
        `${task_id} is overdue: cy is asked as well`,
        `${task_id} still waits for a decision (reminder 2)`,
      ]),
    );
    expect(await through.call("decide_task", { task_id })).toMatchObject({ status: "decided" });
    expect(await lines()).not.toContainEqual(expect.stringContaining("ok "));
  });
});

describe("baton tasks", () => {
  test("--mine shows what one is asked by name, and what anybody is", async () => {
    const project = scratchProject();
    namePeople(project, { ada: { users: [self] }, bob: {} });
    const session = await openSession(project);
    const mine = await start(session, "assignees: [ada]");
    const his = await start(session, "assignees: [bob], quorum: 1, due: 1h");
    const all = await baton(project, ["tasks"]);
    expect(all.stdout).toContain(mine.task_id);
    expect(all.stdout).toContain(his.task_id);
    const { stdout } = await baton(project, ["tasks", "--mine", "--json"]);
    expect(JSON.parse(stdout)).toMatchObject({ you: "ada", tasks: [{ task_id: mine.task_id }] });
    expect(JSON.parse(stdout).tasks).toHaveLength(1);
  });
});

describe.skipIf(!hasTerminal())("in a terminal", () => {
  test("baton approve shows what is to be decided, takes the form, and wants a code typed back", async () => {
    const project = scratchProject();
    const session = await openSession(project);
    const { workflow_id, task_id } = await start(session, "form: {cost: number, sure: boolean}");
    const ended = await inTerminal(
      project,
      ["approve", task_id],
      typist({
        "cost (number): ": "12.5",
        "sure (boolean): ": "yes",
        "Comment (": "fine",
        "to confirm: ": "the code",
      }),
    );
    expect(ended.stdout).toContain("Buy it?");
    expect(ended.stdout).toContain("Recorded: approve.");
    expect(ended.code).toBe(0);
    expect(await taskOf(session, workflow_id)).toMatchObject({
      status: "decided",
      votes: [{ decision: "approve", by: self, how: "terminal", comment: "fine" }],
    });
  });

  test("baton reject ends it", async () => {
    const project = scratchProject();
    const session = await openSession(project);
    const { workflow_id, task_id } = await start(session);
    const ended = await inTerminal(
      project,
      ["reject", task_id],
      typist({ "Comment (": "too dear", "to confirm: ": "the code" }),
    );
    expect(ended.code).toBe(0);
    const { status, reason } = await session.call("status", { workflow_id });
    expect({ status, reason }).toEqual({
      status: "failed",
      reason: `ok failed: ${self} rejected it: too dear`,
    });
  });

  test("baton answer hands it on", async () => {
    const project = scratchProject();
    namePeople(project, { ada: { users: [self] }, bob: {} });
    const session = await openSession(project);
    const { workflow_id, task_id } = await start(session, "assignees: [ada]");
    const ended = await inTerminal(
      project,
      ["answer", task_id],
      typist({
        "Decision (": "delegate",
        "Delegate to (": "bob",
        "Comment (": "",
        "to confirm: ": "the code",
      }),
    );
    expect(ended.code).toBe(0);
    expect(await taskOf(session, workflow_id)).toMatchObject({
      status: "open",
      assignees: ["bob"],
    });
  });

  test("approve is refused for what is no approval", async () => {
    const project = scratchProject();
    const session = await openSession(project);
    const asks = { status: "needs_input", questions: ["Red or blue?"] };
    const { task_id } = await doWork(session, await create(session), asks);
    const ended = await inTerminal(project, ["approve", task_id], () => null);
    expect(ended).toMatchObject({ code: 1 });
    expect(ended.stdout).toContain("nothing was decided");
  });
});
