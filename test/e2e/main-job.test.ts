import { describe, expect, test } from "vitest";
import { eras } from "./client.ts";
import { scratchProject } from "./scratch-project.ts";
import { openSession } from "./session.ts";

const login = {
  to_agent: "marcus-backend",
  context: { feature_description: "Add a login endpoint", constraints: ["JWT"] },
  expected_output: {
    deliverables: ["src/login.ts"],
    acceptance_criteria: ["Tests cover the error paths"],
  },
};

describe.each(eras)("the main job over %s", (era) => {
  test("one agent hands work over, another claims it, and completes it with evidence", async () => {
    const project = scratchProject();
    const session = await openSession(project, { era });
    const created = await session.call("create_handoff", login);
    expect(created).toMatchObject({
      status: "ready",
      to_agent: "marcus-backend",
      phase: "BUILD",
      run: {
        subagent_type: "general-purpose",
        prompt: `Baton handoff ${created.handoff_id.slice(0, 8)}`,
      },
    });
    const claimed = await session.call("execute_handoff", {
      handoff_id: created.handoff_id.slice(0, 8),
    });
    expect(claimed).toMatchObject({
      handoff_id: created.handoff_id,
      attempt: 1,
      agent: "marcus-backend",
    });
    expect(claimed.brief).toContain("D1: src/login.ts");
    expect(claimed.brief).toContain(claimed.lease_token);
    project.write("src/login.ts", "export {};\n");
    const done = await session.call("complete_handoff", {
      handoff_id: created.handoff_id,
      lease_token: claimed.lease_token,
      status: "completed",
      summary: "Login works",
      artifacts: [{ type: "code", path: "src/login.ts", description: "endpoint" }],
      criteria: [{ criterion: "C1", met: true, evidence: "src/login.test.ts" }],
    });
    expect(done).toMatchObject({
      status: "completed",
      ready: 0,
      workflow: { status: "completed", progress: { completed: 1, total: 1 } },
    });
    expect(done.report).toMatch(/^Baton [0-9a-f]{8} marcus-backend .*completed: Login works/);
    expect(await session.close()).toBe(0);
  });

  test("what is missing comes back, and the lease stays", async () => {
    const session = await openSession(scratchProject(), { era });
    const { handoff_id: id } = await session.call("create_handoff", login);
    const { lease_token: token } = await session.call("execute_handoff", { handoff_id: id });
    const refused = await session.refused("complete_handoff", {
      handoff_id: id,
      lease_token: token,
      status: "completed",
      summary: "Trust me",
    });
    expect(refused.code).toBe("contract_not_met");
    expect(refused.message).toContain("deliverable D1 (src/login.ts): no artifact meets it");
    expect(refused.message).toContain("criterion C1");
    const status = await session.call("status", { handoff_id: id });
    expect(status.status).toBe("active");
  });

  test("a question goes to the human and its answer into the next brief", async () => {
    const asked: string[] = [];
    const session = await openSession(scratchProject(), {
      era,
      person: ({ message }) => {
        asked.push(message);
        return { action: "accept", content: { decision: "answer", answer_1: "Use Postgres 17" } };
      },
    });
    const { handoff_id: id } = await session.call("create_handoff", login);
    const { lease_token: token } = await session.call("execute_handoff", { handoff_id: id });
    const waits = await session.call("complete_handoff", {
      handoff_id: id,
      lease_token: token,
      status: "needs_input",
      summary: "I lack the database",
      questions: ["Which database?"],
    });
    expect(waits).toMatchObject({ status: "waiting", workflow: { status: "waiting" } });
    const decided = await session.call("decide_task", { task_id: waits.task_id });
    expect(decided).toMatchObject({ decision: "answer", workflow: { status: "running" } });
    expect(asked[0]).toMatch(
      /^Workflow "Add a login endpoint".*step marcus-backend, agent marcus-backend/,
    );
    const again = await session.call("execute_handoff", { handoff_id: id });
    expect(again.attempt).toBe(2);
    expect(again.brief).toContain("Use Postgres 17");
  });

  test("a killed server loses nothing and its claims are free at once", async () => {
    const project = scratchProject();
    const first = await openSession(project, { era });
    const created = await first.call("create_handoff", login);
    const claimed = await first.call("execute_handoff", { handoff_id: created.handoff_id });
    await first.kill("SIGKILL");
    const second = await openSession(project, { era });
    const resumed = await second.call("resume");
    expect(resumed).toMatchObject({ workflow_id: created.workflow_id, status: "running" });
    expect(resumed.reclaimed).toMatchObject([{ handoff_id: created.handoff_id }]);
    expect(resumed.ready).toMatchObject([{ handoff_id: created.handoff_id }]);
    expect(resumed.where_we_are).toContain("Add a login endpoint");
    const late = await second.refused("complete_handoff", {
      handoff_id: created.handoff_id,
      lease_token: claimed.lease_token,
      status: "completed",
      summary: "late",
    });
    expect(late.code).toBe("stale_lease");
  });
});
