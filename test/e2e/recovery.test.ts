import { describe, expect, test } from "vitest";
import type { Person } from "./client.ts";
import { claim, completion, create, doWork, fail, failWork, finish } from "./moves.ts";
import { scratchProject } from "./scratch-project.ts";
import { virtualBaton } from "./virtual-baton.ts";

const decides =
  (decision: string, comment = ""): Person =>
  () => ({ action: "accept", content: { decision, comment } });

const broken = { category: "code_error", message: "TypeError: x is not a function" };

describe("what follows a failure", () => {
  test("a transient one is retried after a pause that is told, and not before", async () => {
    const baton = await virtualBaton(scratchProject());
    const handoff = await create(baton);
    const { handoff_id } = handoff;
    const failed = await failWork(baton, handoff, { message: "connect ECONNREFUSED 10.0.0.1" });
    expect(failed).toMatchObject({
      status: "waiting",
      recovery: { decision: "retry", handoff_id, category: "transient", inferred: true },
      workflow: { status: "waiting" },
    });
    const notBefore = Date.parse(failed.recovery.not_before ?? "");
    const pause = (notBefore - baton.now()) / 1000;
    expect(pause).toBeGreaterThan(0.5);
    expect(pause).toBeLessThanOrEqual(2);
    expect(await baton.refused("execute_handoff", { handoff_id })).toMatchObject({
      code: "not_ready",
      details: { due_at: failed.recovery.not_before },
    });
    const waits = await baton.call("status", { workflow_id: handoff.workflow_id });
    expect(waits.waiting).toMatchObject([{ until: failed.recovery.not_before }]);
    expect(waits.next).toContain("wait_seconds");
    await baton.pass(pause);
    const again = await claim(baton, handoff);
    expect(again.attempt).toBe(2);
    expect(again.brief).toContain("transient: connect ECONNREFUSED");
  });

  test("pauses between transient retries grow", async () => {
    const baton = await virtualBaton(scratchProject());
    const handoff = await create(baton);
    const pauses: number[] = [];
    for (const message of ["gateway timeout", "connection reset by peer", "bad gateway"]) {
      const failed = await failWork(baton, handoff, { category: "transient", message });
      pauses.push(Date.parse(failed.recovery.not_before ?? "") - baton.now());
      await baton.pass(600);
    }
    const [first = 0, second = 0, third = 0] = pauses;
    expect(second).toBeGreaterThan(first);
    expect(third).toBeGreaterThan(second);
  });

  test("a code error is retried at once, with the error and the suggestion in the brief", async () => {
    const baton = await virtualBaton(scratchProject());
    const handoff = await create(baton);
    const failed = await failWork(baton, handoff, { ...broken, suggestion: "Import it" });
    expect(failed).toMatchObject({ status: "ready", recovery: { decision: "retry" } });
    const { brief } = await claim(baton, handoff);
    expect(brief).toContain("TypeError: x is not a function");
    expect(brief).toContain("Import it");
  });

  test("the same error twice in a row goes back to the planner, though numbers and paths differ", async () => {
    const baton = await virtualBaton(scratchProject());
    const handoff = await create(baton);
    await failWork(baton, handoff, { category: "code_error", message: "Error at src/a.ts:10" });
    const failed = await failWork(baton, handoff, {
      category: "code_error",
      message: "Error at src/b.ts:99",
    });
    expect(failed).toMatchObject({ status: "pending", recovery: { decision: "replan" } });
    expect(failed.recovery.handoff_id).not.toBe(handoff.handoff_id);
  });

  test("a design flaw is planned anew with all that is known, and tried again with the plan in its brief", async () => {
    const baton = await virtualBaton(scratchProject());
    const { workflow_id, ...schema } = await create(baton, { step: "schema" });
    await doWork(baton, schema);
    const build = await create(baton, { workflow_id, step: "build", needs: ["schema"] });
    const failed = await failWork(baton, build, {
      category: "design_flaw",
      message: "Sessions cannot be stateless",
      suggestion: "Keep them in Redis",
    });
    const [plan] = (await baton.call("status", { workflow_id })).ready;
    expect(plan).toMatchObject({ agent: "planner", handoff_id: failed.recovery.handoff_id });
    const planning = await claim(baton, { handoff_id: plan?.handoff_id ?? "" });
    for (const fact of [
      "failure_reason: Sessions cannot be stateless",
      "failed_step: build",
      "completed_steps: schema",
      "suggestion: Keep them in Redis",
    ]) {
      expect(planning.brief).toContain(fact);
    }
    await finish(baton, planning, { summary: "Use Redis", decisions: ["TTL of a day"] });
    const { brief } = await claim(baton, build);
    expect(brief).toContain("Use Redis");
    expect(brief).toContain("TTL of a day");
  });

  test("work that came from an agent goes back to that agent, not to the planner", async () => {
    const baton = await virtualBaton(scratchProject());
    const handoff = await create(baton, { from_agent: "architect" });
    const failed = await failWork(baton, handoff, { category: "design_flaw", message: "No" });
    const { ready } = await baton.call("status", { workflow_id: handoff.workflow_id });
    expect(ready).toMatchObject([{ agent: "architect", handoff_id: failed.recovery.handoff_id }]);
  });

  test("a second design flaw is not planned anew: a human is asked", async () => {
    const baton = await virtualBaton(scratchProject());
    const handoff = await create(baton);
    const first = await failWork(baton, handoff, { category: "design_flaw", message: "No" });
    await doWork(baton, { handoff_id: first.recovery.handoff_id ?? "" });
    expect(
      await failWork(baton, handoff, { category: "design_flaw", message: "Not so either" }),
    ).toMatchObject({ recovery: { decision: "escalate" }, task_id: expect.any(String) });
  });

  test("when all retries are used, the work is planned anew", async () => {
    const baton = await virtualBaton(scratchProject());
    const handoff = await create(baton, { on_failure: { max_retries: 1 } });
    await failWork(baton, handoff, { category: "code_error", message: "apples" });
    expect(
      await failWork(baton, handoff, { category: "code_error", message: "pears" }),
    ).toMatchObject({ recovery: { decision: "replan" } });
  });

  test("a blocker goes to the fallback agent, once, and to a human after that", async () => {
    const baton = await virtualBaton(scratchProject());
    const handoff = await create(baton, { on_failure: { fallback_agent: "builder" } });
    expect(
      await failWork(baton, handoff, { category: "blocker", message: "No access" }),
    ).toMatchObject({ status: "ready", recovery: { decision: "fallback" } });
    const { ready } = await baton.call("status", { workflow_id: handoff.workflow_id });
    expect(ready).toMatchObject([{ agent: "builder", handoff_id: handoff.handoff_id }]);
    expect(await failWork(baton, handoff, { category: "blocker", message: "Nor I" })).toMatchObject(
      { recovery: { decision: "escalate" } },
    );
  });

  test("rollback returns the work to whom it came from, and it is tried again after", async () => {
    const baton = await virtualBaton(scratchProject());
    const handoff = await create(baton, {
      from_agent: "alex-ba",
      on_failure: { retry_strategy: "rollback" },
    });
    const failed = await failWork(baton, handoff, broken);
    expect(failed).toMatchObject({ status: "pending", recovery: { decision: "rollback" } });
    const back = await doWork(baton, { handoff_id: failed.recovery.handoff_id ?? "" });
    expect(back.report).toContain("alex-ba");
    expect(await claim(baton, handoff)).toMatchObject({ attempt: 2 });
  });

  test("a contract that is not met five times fails the attempt, after advice at the third", async () => {
    const baton = await virtualBaton(scratchProject());
    const handoff = await create(baton, {
      expected_output: { deliverables: ["src/a.ts"], acceptance_criteria: [] },
    });
    const claimed = await claim(baton, handoff);
    const fixes: string[] = [];
    for (let i = 0; i < 5; i++) {
      const refusal = await baton.refused("complete_handoff", completion(claimed));
      expect(refusal.code).toBe("contract_not_met");
      fixes.push(refusal.fix);
    }
    expect(fixes[1]).not.toContain("status failed");
    expect(fixes[2]).toContain("status failed");
    expect(fixes[4]).toContain("Stop");
    expect(await baton.refused("complete_handoff", completion(claimed))).toMatchObject({
      code: "stale_lease",
    });
    expect(await claim(baton, handoff)).toMatchObject({ attempt: 2 });
  });

  test("an attempt that takes too long fails as transient and is tried again", async () => {
    const project = scratchProject();
    project.write(
      "agents/slow.md",
      "---\nname: slow\ndescription: Slow\ntimeout_seconds: 60\n---\nWork.\n",
    );
    const baton = await virtualBaton(project);
    const handoff = await create(baton, { to_agent: "slow" });
    const claimed = await claim(baton, handoff);
    await baton.pass(61);
    expect(await baton.refused("complete_handoff", completion(claimed))).toMatchObject({
      code: "stale_lease",
    });
    await baton.pass(10);
    const { brief } = await claim(baton, handoff);
    expect(brief).toContain("transient: Attempt timed out after 60 s.");
  });
});

describe("what a human decides", () => {
  const escalated = async (person: Person, more: object = {}) => {
    const baton = await virtualBaton(scratchProject(), { person });
    const handoff = await create(baton, { on_failure: { retry_strategy: "escalate" }, ...more });
    const { task_id } = await failWork(baton, handoff, broken);
    return { baton, handoff, workflow_id: handoff.workflow_id, task_id };
  };

  test("the form names workflow, step and agent first, says what went wrong, and has no default", async () => {
    const forms: unknown[] = [];
    const { baton, task_id } = await escalated((form) => {
      forms.push(form);
      return { action: "cancel" };
    });
    await baton.refused("decide_task", { task_id, decision: "skip", comment: "not worth it" });
    expect(forms).toEqual([
      {
        message: expect.stringMatching(
          /^Workflow "Add a login endpoint" \(orch_.*\), step marcus-backend, agent marcus-backend\n[\s\S]*TypeError: x is not a function[\s\S]*The agent suggests: skip: not worth it$/,
        ),
        requestedSchema: expect.objectContaining({ required: ["decision"] }),
      },
    ]);
    expect(JSON.stringify(forms)).not.toContain('"default"');
  });

  test("retry makes it ready again, with the human's words in the brief", async () => {
    const { baton, handoff, task_id } = await escalated(decides("retry", "Use the v2 client"));
    expect(await baton.call("decide_task", { task_id })).toMatchObject({
      decision: "retry",
      decided_by: "ada",
      workflow: { status: "running" },
    });
    expect((await claim(baton, handoff)).brief).toContain("Use the v2 client");
  });

  test("skip leaves it out and the workflow completes", async () => {
    const { baton, task_id } = await escalated(decides("skip"));
    expect(await baton.call("decide_task", { task_id })).toMatchObject({
      workflow: { status: "completed" },
    });
  });

  test("skip is not offered where another step needs the output", async () => {
    let options: readonly string[] | undefined = [];
    const baton = await virtualBaton(scratchProject(), {
      person: ({ requestedSchema }) => {
        options = requestedSchema.properties.decision?.enum;
        return { action: "decline" };
      },
    });
    const handoff = await create(baton, { on_failure: { retry_strategy: "escalate" } });
    await create(baton, { workflow_id: handoff.workflow_id, needs: [handoff.handoff_id] });
    const { task_id } = await failWork(baton, handoff, broken);
    await baton.refused("decide_task", { task_id });
    expect(options).toEqual(["retry", "abort"]);
  });

  test("abort fails the workflow and leaves a dead letter, which retry_step brings back", async () => {
    const { baton, workflow_id, task_id } = await escalated(decides("abort"));
    expect(await baton.call("decide_task", { task_id })).toMatchObject({
      workflow: { status: "failed" },
    });
    expect(await baton.call("status", { workflow_id, view: "failures" })).toMatchObject({
      dead_letters: [{ step: "marcus-backend" }],
    });
    const revived = await baton.call("control_workflow", {
      workflow_id,
      action: "retry_step",
      step: "marcus-backend",
      reason: "The library is mended",
    });
    expect(revived).toMatchObject({ status: "running" });
    const { ready } = await baton.call("status", { workflow_id });
    expect(ready).toMatchObject([{ step: "marcus-backend" }]);
    expect(await baton.call("status", { workflow_id, view: "failures" })).toMatchObject({
      dead_letters: [],
    });
  });

  test.each(["decline", "cancel"] as const)("%s decides nothing", async (action) => {
    const { baton, workflow_id, task_id } = await escalated(() => ({ action }));
    const refusal = await baton.refused("decide_task", { task_id, decision: "skip" });
    expect(refusal).toMatchObject({ code: "forbidden" });
    expect(refusal.message).toContain(action);
    expect(refusal.fix).toContain(`baton answer ${task_id}`);
    expect(await baton.call("status", { workflow_id, view: "tasks" })).toMatchObject({
      tasks: [{ task_id, status: "open" }],
    });
  });

  test("a decision that the form does not offer decides nothing", async () => {
    const { baton, task_id } = await escalated(decides("approve"));
    expect(await baton.refused("decide_task", { task_id })).toMatchObject({ code: "forbidden" });
  });

  test("what was decided is not decided again", async () => {
    const { baton, task_id } = await escalated(decides("retry"));
    await baton.call("decide_task", { task_id });
    expect(await baton.refused("decide_task", { task_id })).toMatchObject({ code: "conflict" });
  });

  test.each([
    "retry_step",
    "skip_step",
    "replan",
  ])("%s does not go round a human who is asked", async (action) => {
    const { baton, workflow_id, task_id } = await escalated(decides("retry"));
    const refusal = await baton.refused("control_workflow", {
      workflow_id,
      action,
      step: "marcus-backend",
      reason: "impatience",
    });
    expect(refusal).toMatchObject({ code: "forbidden", details: { task_id } });
  });
});

describe("what stops a workflow", () => {
  test("a critical failure halts it: leases are revoked, nothing starts, a human is asked", async () => {
    const baton = await virtualBaton(scratchProject(), { person: decides("retry") });
    const { workflow_id, ...one } = await create(baton, { step: "one" });
    const two = await create(baton, { workflow_id, step: "two" });
    const other = await claim(baton, two);
    const failed = await failWork(baton, one, {
      category: "critical",
      message: "The production table was dropped",
    });
    expect(failed).toMatchObject({
      recovery: { decision: "halt" },
      workflow: { status: "halted" },
      task_id: expect.any(String),
    });
    expect(await baton.refused("complete_handoff", completion(other))).toMatchObject({
      code: "stale_lease",
    });
    expect(await baton.refused("execute_handoff", { handoff_id: two.handoff_id })).toMatchObject({
      code: "workflow_not_running",
    });
    expect(await baton.call("execute_handoff", { workflow_id })).toMatchObject({
      handoff_id: null,
      workflow_status: "halted",
    });
    const unpause = { workflow_id, action: "unpause", reason: "go on" };
    expect(await baton.refused("control_workflow", unpause)).toMatchObject({ code: "conflict" });
    expect(await baton.call("decide_task", { task_id: failed.task_id })).toMatchObject({
      workflow: { status: "running" },
    });
    expect(await claim(baton, two)).toMatchObject({ attempt: 2 });
  });

  test("a quota error pauses it, and only a human lets it go on", async () => {
    const baton = await virtualBaton(scratchProject(), { person: decides("retry") });
    const handoff = await create(baton);
    const { workflow_id } = handoff;
    const failed = await failWork(baton, handoff, { message: "Your credit balance is too low" });
    expect(failed).toMatchObject({
      recovery: { decision: "pause", category: "quota", inferred: true },
      workflow: { status: "paused" },
    });
    const unpause = { workflow_id, action: "unpause", reason: "go on" };
    expect(await baton.refused("control_workflow", unpause)).toMatchObject({
      code: "forbidden",
      details: { task_id: failed.task_id },
    });
    await baton.pass(86_400);
    expect(await baton.call("execute_handoff", { workflow_id })).toMatchObject({
      handoff_id: null,
      workflow_status: "paused",
    });
    await baton.call("decide_task", { task_id: failed.task_id });
    expect(await claim(baton, handoff)).toMatchObject({ attempt: 2 });
  });
});

describe("the circuit of an agent", () => {
  const failing = async (baton: Awaited<ReturnType<typeof virtualBaton>>, times: number) => {
    const words = ["apples", "pears", "plums", "grapes", "figs", "dates"];
    for (const message of words.slice(0, times)) {
      await failWork(baton, await create(baton), { category: "code_error", message });
    }
  };

  test("opens after five failures in a row, and its work goes to another agent", async () => {
    const baton = await virtualBaton(scratchProject());
    await failing(baton, 5);
    const handoff = await create(baton);
    const refusal = await baton.refused("execute_handoff", { handoff_id: handoff.handoff_id });
    expect(refusal).toMatchObject({ code: "not_ready" });
    expect(refusal.message).toMatch(/marcus-backend failed too often lately, so .* went to /);
    const { agent } = refusal.details;
    expect(agent).not.toBe("marcus-backend");
    const { ready } = await baton.call("status", { workflow_id: handoff.workflow_id });
    expect(ready).toMatchObject([{ agent, handoff_id: handoff.handoff_id }]);
    expect(await claim(baton, handoff)).toMatchObject({ agent });
  });

  test("goes to the fallback of the contract first", async () => {
    const baton = await virtualBaton(scratchProject());
    await failing(baton, 5);
    const handoff = await create(baton, { on_failure: { fallback_agent: "builder" } });
    expect(
      await baton.refused("execute_handoff", { handoff_id: handoff.handoff_id }),
    ).toMatchObject({ details: { agent: "builder" } });
  });

  test("stays closed at four failures, and when a success is among them", async () => {
    const baton = await virtualBaton(scratchProject());
    await failing(baton, 4);
    await doWork(baton, await create(baton));
    await failing(baton, 4);
    expect(await claim(baton, await create(baton))).toMatchObject({ agent: "marcus-backend" });
  });

  test("lets one try after five minutes, and closes with its success", async () => {
    const baton = await virtualBaton(scratchProject());
    await failing(baton, 5);
    const circuit = async () => {
      const { agents } = await baton.call("list_agents");
      return agents.find(({ name }) => name === "marcus-backend");
    };
    expect(await circuit()).toMatchObject({ circuit: "open", circuit_until: expect.any(String) });
    await baton.pass(301);
    expect(await circuit()).toMatchObject({ circuit: "half_open" });
    const [trial, second] = [await create(baton), await create(baton)];
    const claimed = await claim(baton, trial);
    expect(await baton.refused("execute_handoff", { handoff_id: second.handoff_id })).toMatchObject(
      { code: "not_ready" },
    );
    await finish(baton, claimed);
    expect(await circuit()).toMatchObject({ circuit: "closed" });
    expect(await claim(baton, second)).toMatchObject({ agent: "marcus-backend" });
  });
});

test("a failure without category or message of its own takes the summary for the error", async () => {
  const baton = await virtualBaton(scratchProject());
  const claimed = await claim(baton, await create(baton));
  expect(
    await finish(baton, claimed, { status: "failed", summary: "Read ETIMEDOUT" }),
  ).toMatchObject({ recovery: { decision: "retry", category: "transient" } });
});

test("the failures view tells every failure, whether its kind was inferred, and what became of it", async () => {
  const baton = await virtualBaton(scratchProject());
  const handoff = await create(baton);
  const { workflow_id } = handoff;
  await failWork(baton, handoff, { message: "ECONNRESET", suggestion: "Wait" });
  await baton.pass(60);
  await fail(baton, await claim(baton, handoff), broken);
  expect(await baton.call("status", { workflow_id, view: "failures" })).toMatchObject({
    failures: [
      { attempt: 2, category: "code_error", inferred: false, now: "ready" },
      { attempt: 1, category: "transient", inferred: true, suggestion: "Wait" },
    ],
  });
});
