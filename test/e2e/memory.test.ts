import { expect, test } from "vitest";
import { claim, create } from "./moves.ts";
import { scratchProject } from "./scratch-project.ts";
import { openSession } from "./session.ts";
import { sharedSession } from "./shared-session.ts";
import { virtualBaton } from "./virtual-baton.ts";

const shared = sharedSession({ env: { CLAUDE_CODE_SESSION_ID: "session-1" } });

const keysOf = (entries: readonly { readonly key: string }[]) => entries.map(({ key }) => key);

test("what is remembered has a version that rises, an author and a time", async () => {
  const { session } = shared();
  expect(await session.call("set_memory", { key: "port", value: 1 })).toMatchObject({
    key: "port",
    scope: "project",
    version: 1,
  });
  await session.call("set_memory", { key: "port", value: { tcp: 2 }, by: "dana-database" });
  expect(await session.call("get_memory", { key: "port" })).toMatchObject({
    entries: [
      { key: "port", value: { tcp: 2 }, version: 2, by: "dana-database", at: expect.any(String) },
    ],
  });
});

test("project, workflow and session keep apart what has the same key", async () => {
  const { session } = shared();
  const { workflow_id } = await create(session);
  await session.call("set_memory", { key: "k", value: "project" });
  await session.call("set_memory", { key: "k", value: "workflow", workflow_id });
  await session.call("set_memory", { key: "k", value: "session", scope: "session" });
  for (const [scope, args] of [
    ["project", {}],
    ["workflow", { workflow_id }],
    ["session", { scope: "session" }],
  ] as const) {
    const { entries } = await session.call("get_memory", { key: "k", ...args });
    expect(entries).toMatchObject([{ value: scope, scope, version: 1 }]);
  }
});

test("another session does not see session memory, and one without an id has none", async () => {
  const project = scratchProject();
  const [one, two, none] = await Promise.all([
    openSession(project, { env: { CLAUDE_CODE_SESSION_ID: "one" } }),
    openSession(project, { env: { CLAUDE_CODE_SESSION_ID: "two" } }),
    openSession(project),
  ]);
  await one.call("set_memory", { key: "secret", value: 1, scope: "session" });
  expect(await two.call("get_memory", { key: "secret", scope: "session" })).toMatchObject({
    entries: [],
  });
  expect(await none.refused("get_memory", { key: "secret", scope: "session" })).toMatchObject({
    code: "invalid_input",
    fix: "Use scope project or workflow.",
  });
});

test("expected_version guards against what nobody read, and 0 means new", async () => {
  const { session } = shared();
  const write = (expected_version: number) => ({ key: "guarded", value: 1, expected_version });
  await session.call("set_memory", write(0));
  const refusal = await session.refused("set_memory", write(0));
  expect(refusal).toMatchObject({ code: "conflict" });
  expect(refusal.message).toContain("1");
  expect(await session.call("set_memory", write(1))).toMatchObject({ version: 2 });
  const { workflow_id } = await create(session);
  await session.call("set_memory", { ...write(0), workflow_id });
  expect(await session.refused("set_memory", { ...write(7), workflow_id })).toMatchObject({
    code: "conflict",
  });
});

test("tags narrow a list, and all given ones must be there", async () => {
  const { session } = shared();
  await session.call("set_memory", { key: "tag/a", value: 1, tags: ["db", "decision"] });
  await session.call("set_memory", { key: "tag/b", value: 2, tags: ["db"] });
  const tagged = async (tags: readonly string[]) =>
    keysOf((await session.call("get_memory", { tags, prefix: "tag/" })).entries).sort();
  expect(await tagged(["db"])).toEqual(["tag/a", "tag/b"]);
  expect(await tagged(["db", "decision"])).toEqual(["tag/a"]);
  expect(await tagged(["ui"])).toEqual([]);
});

test("a value with a time to live is gone afterwards, and its key is new again", async () => {
  const baton = await virtualBaton(scratchProject());
  await baton.call("set_memory", { key: "lock", value: 1, ttl_seconds: 60 });
  await baton.pass(59);
  expect((await baton.call("get_memory", { key: "lock" })).entries).toHaveLength(1);
  await baton.pass(2);
  expect((await baton.call("get_memory", { key: "lock" })).entries).toEqual([]);
  expect(
    await baton.call("set_memory", { key: "lock", value: 2, expected_version: 0 }),
  ).toMatchObject({ version: 2 });
});

test("a prefix is taken as it is, wildcards too", async () => {
  const { session } = shared();
  for (const key of ["a%b/1", "a_b/1", "aXb/1"])
    await session.call("set_memory", { key, value: 1 });
  const under = async (prefix: string) =>
    keysOf((await session.call("get_memory", { prefix })).entries);
  expect(await under("a%")).toEqual(["a%b/1"]);
  expect(await under("a_b")).toEqual(["a_b/1"]);
});

test("a query finds words in keys, tags and deep in values, and ranks what it finds", async () => {
  const { session } = shared();
  await session.call("set_memory", { key: "cache", value: { how: ["Redis keeps sessions"] } });
  await session.call("set_memory", { key: "queue", value: "Jobs wait in the broker" });
  const found = async (query: string) =>
    keysOf((await session.call("get_memory", { query })).entries);
  expect(await found("redis sessions")).toEqual(["cache"]);
  expect(await found("REDIS")).toEqual(["cache"]);
  expect(await found("redis broker")).toEqual([]);
  expect(await found("broker")).toEqual(["queue"]);
});

test.each([
  'unbalanced "quote',
  "NEAR(a b)",
  "key:value",
  "a AND NOT b OR",
  "-minus +plus ^caret *",
  "' ; DROP TABLE event; --",
  "(((",
  "😀",
])("the query %s is words, never syntax", async (query) => {
  const { session } = shared();
  expect((await session.call("get_memory", { query })).entries).toEqual([]);
});

test("a query in quotes of a search engine's still finds its words", async () => {
  const { session } = shared();
  await session.call("set_memory", { key: "quoted", value: 'He said "ship it" at NOON' });
  const { entries } = await session.call("get_memory", { query: '"ship it" noon' });
  expect(keysOf(entries)).toEqual(["quoted"]);
});

test("a value of 256 KiB comes back whole, and one byte more is too large", async () => {
  const { session } = shared();
  const value = "x".repeat(262_144 - 2);
  await session.call("set_memory", { key: "large", value });
  const { entries } = await session.call("get_memory", { key: "large" });
  expect(entries[0]?.value === value).toBe(true);
  const refusal = await session.refused("set_memory", { key: "larger", value: `${value}x` });
  expect(refusal).toMatchObject({ code: "too_large" });
  expect((await session.call("get_memory", { key: "larger" })).entries).toEqual([]);
});

test("a value above 4 KiB outlives the server and is found by its words", async () => {
  const project = scratchProject();
  const first = await openSession(project);
  const value = { text: `${"filler ".repeat(1000)} needle` };
  await first.call("set_memory", { key: "long", value });
  await first.kill();
  const second = await openSession(project);
  const { entries } = await second.call("get_memory", { query: "needle" });
  expect(entries).toMatchObject([{ key: "long", value }]);
});

test("lists page with a cursor, and every entry comes once", async () => {
  const { session } = shared();
  for (let i = 0; i < 7; i++) await session.call("set_memory", { key: `page/${i}`, value: i });
  const seen: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await session.call("get_memory", { prefix: "page/", limit: 3, cursor });
    expect(page.entries.length).toBeLessThanOrEqual(3);
    seen.push(...keysOf(page.entries));
    cursor = page.cursor;
  } while (cursor !== undefined);
  expect(seen.sort()).toEqual([0, 1, 2, 3, 4, 5, 6].map((i) => `page/${i}`));
});

test("key, prefix and query exclude each other", async () => {
  const { session } = shared();
  expect(await session.refused("get_memory", { key: "a", query: "b" })).toMatchObject({
    code: "invalid_input",
  });
});

test("whoever shows a lease writes under its agent's name", async () => {
  const { session } = shared();
  const handoff = await create(session);
  const { workflow_id } = handoff;
  const { lease_token } = await claim(session, handoff);
  await session.call("set_memory", { workflow_id, key: "by", value: 1, lease_token });
  const { entries } = await session.call("get_memory", { workflow_id, key: "by" });
  expect(entries).toMatchObject([{ by: "marcus-backend" }]);
});

test("a workflow's memory is in the brief of its later steps, with its author", async () => {
  const { session } = shared();
  const handoff = await create(session);
  const { workflow_id } = handoff;
  await session.call("set_memory", { workflow_id, key: "api-port", value: 4711, by: "maria-qa" });
  expect((await claim(session, handoff)).brief).toContain("api-port (by maria-qa): 4711");
});
