import { expect, test } from "vitest";
import { claim, completion, create, finish } from "./moves.ts";
import { scratchProject } from "./scratch-project.ts";
import { openSession } from "./session.ts";
import { virtualBaton } from "./virtual-baton.ts";

test("a handoff that is held names its holder, since when, and the way to take it over", async () => {
  const project = scratchProject();
  const holder = await openSession(project, { env: { CLAUDE_CODE_SESSION_ID: "session-a" } });
  const rival = await openSession(project);
  const handoff = await create(holder);
  await claim(holder, handoff);
  const refusal = await rival.refused("execute_handoff", { handoff_id: handoff.handoff_id });
  expect(refusal).toMatchObject({
    code: "already_claimed",
    details: { agent: "marcus-backend", session: "session-a" },
  });
  expect(refusal.message).toContain("marcus-backend");
  expect(refusal.message).toContain("session-a");
  expect(String(refusal.details.since)).toMatch(/^20\d\d-\d\d-\d\dT.*Z$/);
  expect(refusal.fix).toContain("take_over: true");
});

test("take_over gives brief and token to the new holder, and the old token is stale", async () => {
  const project = scratchProject();
  const [holder, rival] = [await openSession(project), await openSession(project)];
  const handoff = await create(holder);
  const old = await claim(holder, handoff);
  const taken = await claim(rival, handoff, { take_over: true });
  expect(taken.attempt).toBe(2);
  expect(taken.lease_token).not.toBe(old.lease_token);
  expect(taken.brief).toContain("Attempt 1 (marcus-backend) ended without a result: taken_over");
  expect(await holder.refused("complete_handoff", completion(old))).toMatchObject({
    code: "stale_lease",
  });
  expect(
    await holder.refused("execute_handoff", {
      handoff_id: handoff.handoff_id,
      lease_token: old.lease_token,
    }),
  ).toMatchObject({ code: "stale_lease" });
  expect(await finish(rival, taken)).toMatchObject({ status: "completed" });
});

test("the token renews the lease and brings the brief again, without a new attempt", async () => {
  const baton = await virtualBaton(scratchProject());
  const handoff = await create(baton);
  const first = await claim(baton, handoff, { lease_seconds: 60 });
  await baton.pass(30);
  const { lease_token } = first;
  const again = await claim(baton, handoff, { lease_token, lease_seconds: 60 });
  expect(again).toMatchObject({ attempt: 1, lease_token, brief: first.brief });
  expect(Date.parse(again.lease_expires_at)).toBe(baton.now() + 60_000);
});

test("a lease that ran out is claimable, and its token completes until somebody has claimed", async () => {
  const baton = await virtualBaton(scratchProject(), { holds: false });
  const handoff = await create(baton);
  const late = await claim(baton, handoff, { lease_seconds: 10 });
  expect(await baton.refused("execute_handoff", { handoff_id: handoff.handoff_id })).toMatchObject({
    code: "already_claimed",
  });
  await baton.pass(11);
  expect(await baton.call("status", { handoff_id: handoff.handoff_id })).toMatchObject({
    status: "active",
  });
  expect(await finish(baton, late)).toMatchObject({ status: "completed" });
});

test("once somebody has claimed a lease that ran out, the old token is stale", async () => {
  const baton = await virtualBaton(scratchProject(), { holds: false });
  const handoff = await create(baton);
  const late = await claim(baton, handoff, { lease_seconds: 10 });
  await baton.pass(11);
  const next = await claim(baton, handoff);
  expect(next.attempt).toBe(2);
  expect(await baton.refused("complete_handoff", completion(late))).toMatchObject({
    code: "stale_lease",
  });
  expect(await finish(baton, next)).toMatchObject({ status: "completed" });
});

test("a lease that ran out counts neither as a failure nor against the agent", async () => {
  const baton = await virtualBaton(scratchProject(), { holds: false });
  const handoff = await create(baton);
  for (let i = 0; i < 6; i++) {
    await claim(baton, handoff, { lease_seconds: 10 });
    await baton.pass(11);
  }
  expect(await claim(baton, handoff)).toMatchObject({ attempt: 7 });
  const { agents } = await baton.call("list_agents");
  expect(agents.find(({ name }) => name === "marcus-backend")).toMatchObject({
    circuit: "closed",
    success_rate: null,
  });
});

test("writing with a lease that is over is refused, for memory, checkpoints and artifacts alike", async () => {
  const project = scratchProject();
  project.write("a.ts", "1");
  const session = await openSession(project);
  const handoff = await create(session);
  const { workflow_id } = handoff;
  const { lease_token } = await claim(session, handoff);
  await claim(session, handoff, { take_over: true });
  const stale = { workflow_id, lease_token };
  for (const [tool, args] of [
    ["set_memory", { ...stale, key: "a", value: 1 }],
    ["checkpoint", { ...stale, name: "a" }],
    ["add_artifact", { ...stale, agent: "marcus-backend", type: "code", path: "a.ts" }],
  ] as const) {
    expect(await session.refused(tool, args)).toMatchObject({ code: "stale_lease" });
  }
});

test("a claim is free the moment its server is killed", async () => {
  const project = scratchProject();
  const [holder, rival] = [await openSession(project), await openSession(project)];
  const handoff = await create(holder);
  await claim(holder, handoff);
  await holder.kill();
  expect(await claim(rival, handoff)).toMatchObject({ attempt: 2 });
});

test("the claims of a server whose input has ended are free at once", async () => {
  const project = scratchProject();
  const holder = await openSession(project);
  const handoff = await create(holder);
  await claim(holder, handoff);
  expect(await holder.close()).toBe(0);
  const rival = await openSession(project);
  expect(await rival.call("execute_handoff")).toMatchObject({
    handoff_id: handoff.handoff_id,
    attempt: 2,
  });
});
