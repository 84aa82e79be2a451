import { describe, expect, test } from "vitest";
import type { ToolCaller } from "./client.ts";
import { claim, completion, create, doWork, failWork, finish } from "./moves.ts";
import { scratchProject } from "./scratch-project.ts";
import { sharedSession } from "./shared-session.ts";
import { virtualBaton } from "./virtual-baton.ts";

const shared = sharedSession();

const control = (workflow_id: string, action: string, more: object = {}) => ({
  workflow_id,
  action,
  reason: "the user said so",
  ...more,
});

const stepsOf = async (through: ToolCaller, workflow_id: string) => {
  const { steps } = await through.call("status", { workflow_id, view: "plan" });
  return Object.fromEntries(steps.map(({ step, status }) => [step, status]));
};

describe("pause", () => {
  test("lets nothing new start, and work in hand be finished", async () => {
    const { session } = shared();
    const { workflow_id, ...one } = await create(session, { step: "one" });
    const two = await create(session, { workflow_id, step: "two" });
    const claimed = await claim(session, one);
    expect(await session.call("control_workflow", control(workflow_id, "pause"))).toMatchObject({
      status: "paused",
      effects: ["workflow: running -> paused"],
    });
    expect(await session.refused("execute_handoff", { handoff_id: two.handoff_id })).toMatchObject({
      code: "workflow_not_running",
    });
    expect((await session.call("status", { workflow_id })).ready).toEqual([]);
    expect(await finish(session, claimed)).toMatchObject({ workflow: { status: "paused" } });
    const resumed = await session.call("control_workflow", control(workflow_id, "unpause"));
    expect(resumed).toMatchObject({ status: "running" });
    expect(await claim(session, two)).toMatchObject({ attempt: 1 });
  });

  test("said twice changes nothing the second time, and says so", async () => {
    const { session } = shared();
    const { workflow_id } = await create(session);
    await session.call("control_workflow", control(workflow_id, "pause"));
    expect(await session.call("control_workflow", control(workflow_id, "pause"))).toMatchObject({
      effects: ["nothing changed: it was so already"],
    });
  });

  test("lets the time limit of an attempt stand still", async () => {
    const project = scratchProject();
    project.write(
      "agents/slow.md",
      "---\nname: slow\ndescription: Slow\ntimeout_seconds: 60\n---\nWork.\n",
    );
    const baton = await virtualBaton(project);
    const { workflow_id, ...handoff } = await create(baton, { to_agent: "slow" });
    const claimed = await claim(baton, handoff);
    await baton.pass(50);
    await baton.call("control_workflow", control(workflow_id, "pause"));
    await baton.pass(3600);
    await baton.call("control_workflow", control(workflow_id, "unpause"));
    await baton.pass(9);
    expect(await finish(baton, claimed)).toMatchObject({ status: "completed" });
  });

  test("is not ended by unpause where there is none", async () => {
    const { session } = shared();
    const { workflow_id } = await create(session);
    expect(
      await session.refused("control_workflow", control(workflow_id, "unpause")),
    ).toMatchObject({ code: "conflict" });
  });
});

describe.each(["cancel", "terminate"])("%s", (action) => {
  test("ends the workflow, takes leases back, and says what it did", async () => {
    const { session } = shared();
    const { workflow_id, ...one } = await create(session, { step: "one" });
    await create(session, { workflow_id, step: "two", needs: ["one"] });
    const claimed = await claim(session, one);
    const ended = await session.call("control_workflow", control(workflow_id, action));
    expect(ended).toMatchObject({
      status: "cancelled",
      effects: [
        "workflow: running -> cancelled",
        "one: active -> cancelled (lease revoked)",
        "two: pending -> cancelled",
      ],
    });
    expect(await session.refused("complete_handoff", completion(claimed))).toMatchObject({
      code: "stale_lease",
    });
    expect(await session.refused("create_handoff", workIn(workflow_id))).toMatchObject({
      code: "workflow_not_running",
    });
  });
});

const workIn = (workflow_id: string) => ({
  to_agent: "builder",
  context: { feature_description: "More" },
  expected_output: { deliverables: [], acceptance_criteria: [] },
  workflow_id,
});

describe("the actions on a step", () => {
  test.each(["retry_step", "skip_step", "replan"])("%s needs step", async (action) => {
    const { session } = shared();
    const { workflow_id } = await create(session);
    expect(await session.refused("control_workflow", control(workflow_id, action))).toMatchObject({
      code: "invalid_input",
      message: `${action} needs step.`,
    });
  });

  test("retry_step ends the pause before a retry", async () => {
    const baton = await virtualBaton(scratchProject());
    const handoff = await create(baton, { step: "fetch" });
    const { workflow_id } = handoff;
    await failWork(baton, handoff, { category: "transient", message: "timeout" });
    expect(
      await baton.call("control_workflow", control(workflow_id, "retry_step", { step: "fetch" })),
    ).toMatchObject({ status: "running" });
    expect(await claim(baton, handoff)).toMatchObject({ attempt: 2 });
  });

  test("retry_step refuses what has not failed", async () => {
    const { session } = shared();
    const { workflow_id } = await create(session, { step: "fine" });
    expect(
      await session.refused(
        "control_workflow",
        control(workflow_id, "retry_step", { step: "fine" }),
      ),
    ).toMatchObject({ code: "conflict" });
  });

  test("skip_step leaves out what nothing needs, and refuses what something does", async () => {
    const { session } = shared();
    const { workflow_id } = await create(session, { step: "one" });
    await create(session, { workflow_id, step: "two", needs: ["one"] });
    const skip = (step: string) => control(workflow_id, "skip_step", { step });
    const refusal = await session.refused("control_workflow", skip("one"));
    expect(refusal).toMatchObject({ code: "conflict" });
    expect(refusal.message).toContain("two needs its output");
    await session.call("control_workflow", skip("two"));
    await session.call("control_workflow", skip("one"));
    expect(await stepsOf(session, workflow_id)).toEqual({ one: "skipped", two: "skipped" });
    expect(await session.call("status", { workflow_id })).toMatchObject({ status: "completed" });
  });

  test("skip_step leaves an agent at work alone", async () => {
    const { session } = shared();
    const handoff = await create(session, { step: "one" });
    await claim(session, handoff);
    expect(
      await session.refused(
        "control_workflow",
        control(handoff.workflow_id, "skip_step", { step: "one" }),
      ),
    ).toMatchObject({ code: "already_claimed" });
  });

  test("replan takes the step back from its agent and lets the planner go first", async () => {
    const { session } = shared();
    const handoff = await create(session, { step: "build" });
    const { workflow_id } = handoff;
    const claimed = await claim(session, handoff);
    const again = await session.call(
      "control_workflow",
      control(workflow_id, "replan", { step: "build", reason: "Tokens must not be JWT" }),
    );
    expect(again.effects).toEqual([
      "build: active -> pending (lease revoked)",
      "planner: created for planner",
    ]);
    expect(await session.refused("complete_handoff", completion(claimed))).toMatchObject({
      code: "stale_lease",
    });
    const [plan] = (await session.call("status", { workflow_id })).ready;
    await doWork(session, { handoff_id: plan?.handoff_id ?? "" }, { summary: "Opaque tokens" });
    const { brief } = await claim(session, handoff);
    expect(brief).toContain("Opaque tokens");
  });

  test("a step can be named by its handoff's id, and a wrong name gets the nearest", async () => {
    const { session } = shared();
    const { workflow_id, handoff_id } = await create(session, { step: "deploy" });
    const skip = (step: string) => control(workflow_id, "skip_step", { step });
    const refusal = await session.refused("control_workflow", skip("deply"));
    expect(refusal).toMatchObject({ code: "not_found", fix: "Did you mean deploy?" });
    await session.call("control_workflow", skip(handoff_id.slice(0, 8)));
    expect(await stepsOf(session, workflow_id)).toEqual({ deploy: "skipped" });
  });
});

test("a completed workflow is opened again by another handoff", async () => {
  const { session } = shared();
  const handoff = await create(session);
  const { workflow_id } = handoff;
  expect(await doWork(session, handoff)).toMatchObject({ workflow: { status: "completed" } });
  await create(session, { workflow_id });
  expect(await session.call("status", { workflow_id })).toMatchObject({
    status: "running",
    progress: { completed: 1, total: 2 },
  });
});
