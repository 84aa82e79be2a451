import { expect, test } from "vitest";
import { baton } from "./command-line.ts";
import { claim, completion, create, doWork, finish } from "./moves.ts";
import { scratchProject } from "./scratch-project.ts";
import { openSession } from "./session.ts";
import { sharedSession } from "./shared-session.ts";

const shared = sharedSession({
  prepare: (project) => {
    project.write(
      "agents/solo.md",
      "---\nname: solo\ndescription: One thing at a time\norchestration:\n  max_parallel: 1\n---\nWork alone.\n",
    );
  },
});

test("two handoffs that write the same files are never active together, though in two workflows", async () => {
  const { session } = shared();
  const one = await create(session, { step: "api", resources: ["src/auth/**"] });
  const two = await create(session, { step: "ui", resources: ["src/*/login.ts"] });
  expect(one.workflow_id).not.toBe(two.workflow_id);
  const claimed = await claim(session, one);
  const refusal = await session.refused("execute_handoff", { handoff_id: two.handoff_id });
  expect(refusal).toMatchObject({
    code: "not_ready",
    message: expect.stringContaining(`is being written by step api of ${one.workflow_id}`),
  });
  expect(await session.call("execute_handoff", { workflow_id: two.workflow_id })).toMatchObject({
    handoff_id: null,
    waiting: [{ handoff_id: two.handoff_id }],
  });
  await finish(session, claimed);
  expect(await claim(session, two)).toMatchObject({ attempt: 1 });
});

test("a claim without an id passes over what is held and takes the next", async () => {
  const { session } = shared();
  const { workflow_id, ...first } = await create(session, { resources: ["docs/"] });
  await create(session, { workflow_id, resources: ["docs/a.md"], priority: "p0" });
  const free = await create(session, { workflow_id, resources: ["docs-old/a.md"], priority: "p3" });
  await claim(session, first);
  expect(await session.call("execute_handoff", { workflow_id })).toMatchObject({
    handoff_id: free.handoff_id,
  });
});

test("what a killed holder wrote is free for others at once", async () => {
  const project = scratchProject();
  const [holder, rival] = [await openSession(project), await openSession(project)];
  const one = await create(holder, { resources: ["src/**"] });
  const two = await create(holder, { resources: ["src/**"] });
  await claim(holder, one);
  await holder.kill();
  expect(await claim(rival, two)).toMatchObject({ handoff_id: two.handoff_id });
});

test("an agent with max_parallel 1 gets one handoff at a time, over all workflows", async () => {
  const { session } = shared();
  const [one, two] = [
    await create(session, { to_agent: "solo" }),
    await create(session, { to_agent: "solo" }),
  ];
  const claimed = await claim(session, one);
  const refusal = await session.refused("execute_handoff", { handoff_id: two.handoff_id });
  expect(refusal.code).toBe("not_ready");
  expect(refusal.message).toContain("solo is busy (1 of 1 at once)");
  expect(await session.call("execute_handoff", { agent: "solo" })).toMatchObject({
    handoff_id: null,
  });
  await finish(session, claimed);
  expect(await claim(session, two)).toMatchObject({ agent: "solo" });
});

test("a handoff waits for all it needs, named by id, by its beginning, or by step", async () => {
  const { session } = shared();
  const { workflow_id, ...one } = await create(session, { step: "one" });
  const two = await create(session, { workflow_id, step: "two" });
  const needs = [one.handoff_id, two.handoff_id.slice(0, 8), "two"];
  const both = await create(session, { workflow_id, step: "both", needs });
  expect(both).toMatchObject({
    status: "pending",
    next: expect.stringContaining("when one, two is done"),
  });
  await doWork(session, one);
  expect(await session.refused("execute_handoff", { handoff_id: both.handoff_id })).toMatchObject({
    code: "not_ready",
    message: expect.stringContaining("needs two"),
  });
  const done = await doWork(session, two, { summary: "Two stands", decisions: ["Use ESM"] });
  expect(done).toMatchObject({ ready: 1 });
  const { brief } = await claim(session, both);
  expect(brief).toContain("two (marcus-backend): Two stands");
  expect(brief).toContain("decided: Use ESM");
});

test("a need that does not exist is refused with the nearest name", async () => {
  const { session } = shared();
  const { workflow_id } = await create(session, { step: "design" });
  const wrong = {
    to_agent: "builder",
    context: { feature_description: "x" },
    expected_output: { deliverables: [], acceptance_criteria: [] },
    workflow_id,
    needs: ["desing"],
  };
  expect(await session.refused("create_handoff", wrong)).toMatchObject({
    code: "not_found",
    fix: "Did you mean design?",
  });
});

test("the most urgent ready handoff is claimed first", async () => {
  const { session } = shared();
  const { workflow_id } = await create(session, { step: "p2", priority: "p2" });
  await create(session, { workflow_id, step: "p1" });
  await create(session, { workflow_id, step: "p0", priority: "p0" });
  const { ready } = await session.call("status", { workflow_id });
  expect(ready.map((entry) => entry.step)).toEqual(["p0", "p1", "p2"]);
  for (const { handoff_id } of ready) {
    expect(await session.call("execute_handoff", { workflow_id })).toMatchObject({ handoff_id });
  }
});

test("on_success hands the work on, with summary, decisions and artifacts as context", async () => {
  const { session, project } = shared();
  const handoff = await create(session, { on_success: { next_agent: "maria-qa" } });
  const { workflow_id } = handoff;
  project.write("src/login.ts", "export {};");
  await doWork(session, handoff, {
    summary: "Login works",
    decisions: ["Argon2 for passwords"],
    artifacts: [{ type: "code", path: "src/login.ts", description: "the endpoint" }],
  });
  const [next] = (await session.call("status", { workflow_id })).ready;
  expect(next).toMatchObject({ agent: "maria-qa", step: "maria-qa" });
  const claimed = await claim(session, { handoff_id: next?.handoff_id ?? "" });
  expect(claimed.brief).toContain("Login works");
  expect(claimed.brief).toContain("Argon2 for passwords");
  expect(claimed.brief).toContain("src/login.ts");
  expect(await finish(session, claimed)).toMatchObject({ workflow: { status: "completed" } });
});

test("loop returns the result to the agent that asked for it", async () => {
  const { session } = shared();
  const handoff = await create(session, {
    from_agent: "maria-qa",
    on_success: { action: "loop" },
  });
  await doWork(session, handoff, { summary: "Mended the race" });
  const [back] = (await session.call("status", { workflow_id: handoff.workflow_id })).ready;
  expect(back).toMatchObject({ agent: "maria-qa" });
  const { brief } = await claim(session, { handoff_id: back?.handoff_id ?? "" });
  expect(brief).toContain("Mended the race");
  expect(brief).toContain("Round 1 of 5 between maria-qa and marcus-backend");
});

test("after five rounds a human is asked", async () => {
  const { session } = shared();
  const request = { from_agent: "maria-qa", on_success: { action: "loop" } };
  const { workflow_id, ...first } = await create(session, request);
  await doWork(session, first);
  for (let round = 2; round <= 6; round++) {
    const [back] = (await session.call("status", { workflow_id })).ready;
    await doWork(session, { handoff_id: back?.handoff_id ?? "" });
    await doWork(session, await create(session, { ...request, workflow_id }));
  }
  expect(await session.call("status", { workflow_id, view: "tasks" })).toMatchObject({
    tasks: [{ kind: "loop_limit", options: ["retry", "skip", "abort"] }],
  });
});

test("required_capabilities choose the agent, and say why", async () => {
  const { session } = shared();
  const created = await create(session, {
    to_agent: undefined,
    required_capabilities: ["postgres", "migrations"],
  });
  expect(created.to_agent).toBe("dana-database");
  expect(String(created.why).length).toBeGreaterThan(5);
});

test("an unknown agent is refused with the nearest names", async () => {
  const { session } = shared();
  for (const args of [
    { to_agent: "marcus-backnd" },
    { from_agent: "marcus-backnd" },
    { on_success: { next_agent: "marcus-backnd" } },
    { on_failure: { fallback_agent: "marcus-backnd" } },
  ]) {
    const refusal = await session.refused("create_handoff", {
      to_agent: "builder",
      context: { feature_description: "x" },
      expected_output: { deliverables: [], acceptance_criteria: [] },
      ...args,
    });
    expect(refusal.code).toBe("unknown_agent");
    expect(refusal.fix).toContain("marcus-backend");
  }
});

test("a check of the operator's has to pass, and its output comes back until it does", async () => {
  const { session, project } = shared();
  project.write(
    "gate.mjs",
    'import { existsSync } from "node:fs";\nif (!existsSync("mended")) throw new Error("two tests are red");\n',
  );
  const add = ["config", "add-check", "unit", "--", process.execPath, "gate.mjs"];
  const refused = await baton(project, add);
  expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining("forbidden") });
  const added = await baton(project, add, { env: { BATON_ASSUME_OPERATOR: "1" } });
  expect(added.code).toBe(0);
  const handoff = await create(session, {
    expected_output: { deliverables: [], acceptance_criteria: [], checks: ["unit"] },
  });
  const claimed = await claim(session, handoff);
  expect(claimed.brief).toContain('check "unit" passes');
  const refusal = await session.refused("complete_handoff", completion(claimed));
  expect(refusal.code).toBe("contract_not_met");
  expect(refusal.message).toContain("check unit exited 1");
  expect(refusal.message).toContain("two tests are red");
  project.write("mended", "");
  expect(await finish(session, claimed)).toMatchObject({ status: "completed" });
});
