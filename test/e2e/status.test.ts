import { describe, expect, test } from "vitest";
import type { Session } from "./client.ts";
import { claim, create, doWork, failWork, finish, work } from "./moves.ts";
import { scratchProject } from "./scratch-project.ts";
import { openSession } from "./session.ts";
import { sharedSession } from "./shared-session.ts";

const shared = sharedSession();

describe("the summary", () => {
  test("of a workflow says what is ready, who works, what is awaited, and the next call", async () => {
    const { session } = shared();
    const { workflow_id, ...one } = await create(session, { step: "one" });
    const two = await create(session, { workflow_id, step: "two" });
    await create(session, { workflow_id, step: "three", needs: ["one"] });
    await claim(session, one);
    expect(await session.call("status", { workflow_id })).toMatchObject({
      workflow_id,
      status: "running",
      progress: { completed: 0, total: 3 },
      active: [{ handoff_id: one.handoff_id, agent: "marcus-backend", step: "one" }],
      ready: [
        {
          handoff_id: two.handoff_id,
          run: {
            subagent_type: "general-purpose",
            prompt: `Baton handoff ${two.handoff_id.slice(0, 8)}`,
          },
        },
      ],
      waiting: [{ for: "three needs one" }],
      failures: 0,
      next: expect.stringContaining("Pass run of each ready entry"),
    });
  });

  test("without an id is of the only unfinished workflow, or lists them", async () => {
    const session = await openSession(scratchProject());
    expect(await session.call("status")).toMatchObject({
      workflows: [],
      next: expect.stringContaining("create_handoff"),
    });
    const one = await create(session);
    expect(await session.call("status")).toMatchObject({ workflow_id: one.workflow_id });
    const two = await create(session);
    const ids = [{ workflow_id: two.workflow_id }, { workflow_id: one.workflow_id }];
    expect(await session.call("status")).toMatchObject({ workflows: ids });
    const page = await session.call("status", { limit: 1 });
    expect(page).toMatchObject({ workflows: ids.slice(0, 1), cursor: expect.any(String) });
    expect(await session.call("status", { limit: 1, cursor: page.cursor })).toMatchObject({
      workflows: ids.slice(1),
    });
  });

  test("of a handoff tells its contract, its attempts and its result", async () => {
    const { session } = shared();
    const handoff = await create(session, {
      expected_output: { deliverables: [], acceptance_criteria: ["It is fast"] },
    });
    const { handoff_id } = handoff;
    await failWork(session, handoff, { category: "code_error", message: "Slow" });
    await doWork(session, handoff, {
      summary: "Fast now",
      outputs: { ms: 3 },
      criteria: [{ criterion: "it is  FAST", met: true, evidence: "3 ms in bench.txt" }],
    });
    const byPrefix = await session.call("status", { handoff_id: handoff_id.slice(0, 8) });
    expect(byPrefix).toMatchObject({
      handoff_id,
      status: "completed",
      from_agent: "user",
      acceptance_criteria: ["It is fast"],
      attempts: [
        { number: 1, end: "failed", category: "code_error", error: "Slow" },
        { number: 2, end: "completed" },
      ],
      result: { summary: "Fast now", outputs: { ms: 3 } },
    });
  });

  test("with response_format detailed has more", async () => {
    const { session } = shared();
    const { workflow_id } = await create(session);
    const detailed = await session.call("status", { workflow_id, response_format: "detailed" });
    expect(detailed).toMatchObject({ counts: { ready: 1 }, tokens_used: 0 });
    expect(await session.call("status", { workflow_id })).not.toHaveProperty("counts");
  });
});

describe("the views", () => {
  test("plan shows steps with their needs, in waves", async () => {
    const { session } = shared();
    const { workflow_id } = await create(session, { step: "a" });
    await create(session, { workflow_id, step: "b" });
    await create(session, { workflow_id, step: "c", needs: ["a", "b"] });
    expect(await session.call("status", { workflow_id, view: "plan" })).toMatchObject({
      steps: [{ step: "a" }, { step: "b" }, { step: "c", needs: ["a", "b"] }],
      waves: [["a", "b"], ["c"]],
    });
  });

  test("timeline tells what happened, newest first, a page at a time", async () => {
    const { session } = shared();
    const handoff = await create(session, { step: "a" });
    const { workflow_id } = handoff;
    await doWork(session, handoff, { summary: "A is done" });
    const told: string[] = [];
    let cursor: string | undefined;
    do {
      const args = { workflow_id, view: "timeline", limit: 2, cursor };
      const page = await session.call("status", args);
      told.push(...page.timeline.map(({ what }) => what));
      cursor = page.cursor;
    } while (cursor !== undefined);
    expect(told).toEqual([
      "workflow is completed: nothing is open",
      "a completed: A is done",
      "marcus-backend claimed a (attempt 1)",
      expect.stringContaining("workflow is running"),
      expect.stringContaining("a is ready"),
      "user handed a to marcus-backend",
      "workflow began: Add a login endpoint",
    ]);
  });

  test("audit has every event with actor and hash, and the chain verified", async () => {
    const { session } = shared();
    const { workflow_id } = await create(session);
    const { version } = await session.call("status", { workflow_id });
    const { audit, chain } = await session.call("status", { workflow_id, view: "audit" });
    expect(chain).toMatchObject({ events: version, intact: true, faults: [] });
    expect(audit.map((event) => event.version)).toEqual(
      Array.from({ length: version }, (_, i) => version - i),
    );
    expect(audit[0]).toMatchObject({
      actor: "agent test-client",
      hash: expect.stringMatching(/^[0-9a-f]{16}$/),
    });
  });

  test("tasks of the project are of all its workflows", async () => {
    const session = await openSession(scratchProject());
    const ids: string[] = [];
    for (const question of ["Which port?", "Which host?"]) {
      const asked = await doWork(session, await create(session), {
        status: "needs_input",
        questions: [question],
      });
      ids.push(asked.task_id);
    }
    expect(await session.call("status", { view: "tasks" })).toMatchObject({
      tasks: [
        { task_id: ids[0], questions: ["Which port?"] },
        { task_id: ids[1], questions: ["Which host?"] },
      ],
      next: expect.stringContaining(` answer ${ids[0]}`),
    });
  });

  test.each([
    "plan",
    "timeline",
    "checkpoints",
    "audit",
  ])("%s without an id is refused where several workflows are unfinished", async (view) => {
    const { session } = shared();
    await create(session);
    await create(session);
    expect(await session.refused("status", { view })).toMatchObject({ code: "invalid_input" });
  });

  test.each([
    "plan",
    "checkpoints",
    "failures",
    "tasks",
    "timeline",
    "audit",
  ])("%s takes no cursor that is not its own", async (view) => {
    const { session } = shared();
    const { workflow_id } = await create(session);
    expect(
      await session.refused("status", { workflow_id, view, cursor: "nonsense" }),
    ).toMatchObject({ code: "invalid_input" });
  });
});

describe("wait_seconds", () => {
  const waited = async (session: Session, args: object) => {
    const start = performance.now();
    const answer = await session.call("status", args);
    return { answer, ms: performance.now() - start };
  };

  test("wakes early on a change by another process", async () => {
    const project = scratchProject();
    const [one, two] = [await openSession(project), await openSession(project)];
    const handoff = await create(one);
    const { workflow_id } = handoff;
    const claimed = await claim(two, handoff);
    const waiting = waited(one, { workflow_id, wait_seconds: 20 });
    await new Promise((resolve) => setTimeout(resolve, 150));
    await finish(two, claimed);
    const { answer, ms } = await waiting;
    expect(answer).toMatchObject({ status: "completed" });
    expect(ms).toBeLessThan(5_000);
  });

  test("as next advises, wakes when a retry falls due by itself", async () => {
    const { session } = shared();
    const { workflow_id, ...handoff } = await create(session);
    await failWork(session, handoff, { category: "transient", message: "ECONNRESET" });
    const { next } = await session.call("status", { workflow_id });
    const wait_seconds = Number(/wait_seconds (\d+)/.exec(next)?.[1]);
    expect(wait_seconds).toBeGreaterThan(0);
    expect(wait_seconds).toBeLessThanOrEqual(50);
    const { answer } = await waited(session, { workflow_id, wait_seconds });
    expect(answer.ready).toMatchObject([{ handoff_id: handoff.handoff_id }]);
  });

  test("does not wait for what has changed since the version given", async () => {
    const { session } = shared();
    const { workflow_id } = await create(session);
    const since_version = 1;
    const { ms } = await waited(session, { workflow_id, wait_seconds: 20, since_version });
    expect(ms).toBeLessThan(5_000);
  });

  test("returns after its time when nothing happens, and holds up nobody meanwhile", async () => {
    const { session } = shared();
    const { workflow_id } = await create(session);
    const waiting = waited(session, { workflow_id, wait_seconds: 0.5 });
    const other = await waited(session, { workflow_id });
    expect(other.ms).toBeLessThan(400);
    expect((await waiting).ms).toBeGreaterThanOrEqual(500);
  });
});

describe("ids", () => {
  test("take a unique beginning of eight characters or more", async () => {
    const { session } = shared();
    const { workflow_id, handoff_id } = await create(session);
    const prefix = workflow_id.slice(0, -1);
    const found = await session.tryCall("status", { workflow_id: prefix });
    if (found.isError === true) {
      expect(found.structuredContent.details).toHaveProperty("candidates");
    } else expect(found.structuredContent).toMatchObject({ workflow_id });
    expect(await session.refused("status", { handoff_id: handoff_id.slice(0, 7) })).toMatchObject({
      code: "not_found",
      fix: expect.stringContaining("8 characters or more"),
    });
  });

  test("that fit several are refused with the candidates", async () => {
    const { session } = shared();
    await create(session);
    await create(session);
    const refusal = await session.refused("status", { workflow_id: "orch_20" });
    expect(refusal.code).toBe("not_found");
    const several = await session.refused("status", { workflow_id: "orch_202" });
    expect(several).toMatchObject({ code: "invalid_input", message: expect.any(String) });
    expect(several.details.candidates).toEqual(expect.any(Array));
  });

  test("of the wrong kind or invented are not found", async () => {
    const { session } = shared();
    for (const [tool, args] of [
      ["status", { workflow_id: "orch_19990101_000000_abcd" }],
      ["execute_handoff", { handoff_id: "00000000-0000-4000-8000-000000000000" }],
      ["resume", { checkpoint_id: "cp_nonexistent" }],
      ["create_handoff", work({ workflow_id: "orch_19990101_000000_abcd" })],
    ] as const) {
      expect(await session.refused(tool, args)).toMatchObject({ code: "not_found" });
    }
  });
});
