import { expect, test } from "vitest";
import type { Session } from "./client.ts";
import { claim, completion, create, finish, work } from "./moves.ts";
import { scratchProject } from "./scratch-project.ts";
import { openSession } from "./session.ts";
import { sharedSession } from "./shared-session.ts";

const shared = sharedSession();

const versionOf = async (session: Session, workflow_id: string): Promise<number> =>
  (await session.call("status", { workflow_id })).version;

test("the same key again is a replay: the same ids, said so, and nothing is written", async () => {
  const { session } = shared();
  const request = work({ idempotency_key: "login-1" });
  const first = await session.call("create_handoff", request);
  const version = await versionOf(session, first.workflow_id);
  const again = await session.call("create_handoff", request);
  expect(again).toEqual({ ...first, replayed: true });
  expect(await versionOf(session, first.workflow_id)).toBe(version);
});

test("a key holds over the end of the server, and in another process", async () => {
  const project = scratchProject();
  const first = await openSession(project);
  const note = { key: "port", value: 8080, idempotency_key: "note-1" };
  await first.call("set_memory", note);
  await first.kill();
  const second = await openSession(project);
  expect(await second.call("set_memory", note)).toMatchObject({ version: 1, replayed: true });
  const { entries } = await second.call("get_memory", { key: "port" });
  expect(entries).toMatchObject([{ version: 1 }]);
});

test("the same key with other arguments is a mismatch, and nothing is written", async () => {
  const { session } = shared();
  await session.call("set_memory", { key: "mismatch", value: 1, idempotency_key: "k" });
  const other = { key: "mismatch", value: 2, idempotency_key: "k" };
  expect(await session.refused("set_memory", other)).toMatchObject({
    code: "idempotency_mismatch",
  });
  const { entries } = await session.call("get_memory", { key: "mismatch" });
  expect(entries).toMatchObject([{ value: 1, version: 1 }]);
});

test("one key serves once per tool", async () => {
  const { session } = shared();
  await session.call("set_memory", { key: "a", value: 1, idempotency_key: "both" });
  const created = await session.call("create_handoff", work({ idempotency_key: "both" }));
  expect(created).not.toHaveProperty("replayed");
});

test("a claim that is repeated under its key gives the same lease, and no second attempt", async () => {
  const { session } = shared();
  const { handoff_id } = await create(session);
  const request = { handoff_id, idempotency_key: "claim" };
  const first = await session.call("execute_handoff", request);
  const again = await session.call("execute_handoff", request);
  expect(again).toMatchObject({ lease_token: first.lease_token, attempt: 1, replayed: true });
  expect(again.brief).toBe(first.brief);
});

test("a claim of whatever is ready, repeated under its key, does not claim a second one", async () => {
  const { session } = shared();
  const { workflow_id } = await create(session);
  await create(session, { workflow_id });
  const request = { workflow_id, idempotency_key: "any" };
  const first = await session.call("execute_handoff", request);
  const again = await session.call("execute_handoff", request);
  expect(again).toMatchObject({ handoff_id: first.handoff_id, replayed: true });
  expect((await session.call("status", { workflow_id })).ready).toHaveLength(1);
});

test("a claim of the only handoff there is, repeated under its key, brings its brief again", async () => {
  const { session } = shared();
  const { workflow_id } = await create(session);
  const request = { workflow_id, idempotency_key: "only" };
  const first = await session.call("execute_handoff", request);
  expect(await session.call("execute_handoff", request)).toEqual({ ...first, replayed: true });
});

test("what was written under a lease is replayed though the lease is over", async () => {
  const { session, project } = shared();
  project.write("a.ts", "1");
  const handoff = await create(session);
  const { workflow_id } = handoff;
  const claimed = await claim(session, handoff);
  const { lease_token } = claimed;
  const writes = [
    ["set_memory", { key: "a", value: 1 }],
    ["checkpoint", { name: "a" }],
    ["add_artifact", { agent: "marcus-backend", type: "code", path: "a.ts" }],
  ] as const;
  const results: object[] = [];
  const write = (tool: string, args: object) =>
    session.call(tool, { ...args, workflow_id, lease_token, idempotency_key: "leased" });
  for (const [tool, args] of writes) results.push(await write(tool, args));
  await finish(session, claimed);
  for (const [i, [tool, args]] of writes.entries()) {
    expect(await write(tool, args)).toEqual({ ...results[i], replayed: true });
  }
});

test("a rewind and a fork that are repeated under their key happen once", async () => {
  const { session } = shared();
  const { workflow_id } = await create(session);
  const { checkpoint_id } = await session.call("checkpoint", { workflow_id, name: "here" });
  const fork = { checkpoint_id, fork: true, idempotency_key: "fork" };
  const first = await session.call("resume", fork);
  expect(await session.call("resume", fork)).toMatchObject({
    workflow_id: first.workflow_id,
    replayed: true,
  });
  const rewind = { checkpoint_id, rewind: true, idempotency_key: "rewind" };
  await session.call("resume", rewind);
  const version = await versionOf(session, workflow_id);
  expect(await session.call("resume", rewind)).toMatchObject({ workflow_id, replayed: true });
  expect(await versionOf(session, workflow_id)).toBe(version);
});

test("a fork is repeated although its checkpoint was rewound away since", async () => {
  const { session } = shared();
  const { workflow_id } = await create(session);
  const early = await session.call("checkpoint", { workflow_id, name: "early" });
  const late = await session.call("checkpoint", { workflow_id, name: "late" });
  const fork = { checkpoint_id: late.checkpoint_id, fork: true, idempotency_key: "late fork" };
  const first = await session.call("resume", fork);
  await session.call("resume", { checkpoint_id: early.checkpoint_id, rewind: true });
  expect(await session.call("resume", fork)).toMatchObject({
    workflow_id: first.workflow_id,
    replayed: true,
  });
  expect(await session.refused("resume", { checkpoint_id: late.checkpoint_id })).toMatchObject({
    code: "not_found",
  });
});

test("a completion that is repeated under its key is accepted once", async () => {
  const { session } = shared();
  const claimed = await claim(session, await create(session));
  const request = completion(claimed, { idempotency_key: "done" });
  const first = await session.call("complete_handoff", request);
  expect(await session.call("complete_handoff", request)).toEqual({ ...first, replayed: true });
});

test("the client's own id of a tool use replays too, but other arguments run anew", async () => {
  const { session } = shared();
  const meta = { "claudecode/toolUseId": "toolu_1" };
  const write = (value: number) => session.tryCall("set_memory", { key: "n", value }, meta);
  expect((await write(1)).structuredContent).toMatchObject({ version: 1 });
  expect((await write(1)).structuredContent).toMatchObject({ version: 1, replayed: true });
  const anew = await write(2);
  expect(anew.structuredContent).toMatchObject({ version: 2 });
  expect(anew.structuredContent).not.toHaveProperty("replayed");
});

test("the client's id of a tool use holds only until the server starts again", async () => {
  const project = scratchProject();
  const meta = { "claudecode/toolUseId": "toolu_1" };
  for (const version of [1, 2]) {
    const session = await openSession(project);
    const written = await session.tryCall("set_memory", { key: "n", value: 1 }, meta);
    expect(written.structuredContent).toMatchObject({ version });
    await session.close();
  }
});

test("a refusal is not kept: the same key serves once what was wrong is mended", async () => {
  const { session } = shared();
  const { workflow_id } = await create(session, { step: "build" });
  const request = { workflow_id, step: "ship", needs: ["review"], idempotency_key: "ship" };
  expect(await session.refused("create_handoff", work(request))).toMatchObject({
    code: "not_found",
  });
  await create(session, { workflow_id, step: "review" });
  const created = await create(session, request);
  expect(created).toMatchObject({ status: "pending" });
  expect(created).not.toHaveProperty("replayed");
});

test("a claim that finds nothing is not kept: the same key claims what comes later", async () => {
  const { session } = shared();
  const { workflow_id, ...first } = await create(session);
  await claim(session, first);
  const request = { workflow_id, idempotency_key: "later" };
  expect(await session.call("execute_handoff", request)).toMatchObject({ handoff_id: null });
  const { handoff_id } = await create(session, { workflow_id });
  expect(await session.call("execute_handoff", request)).toMatchObject({ handoff_id });
});
