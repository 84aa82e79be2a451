import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Session, startSession } from "./client.ts";
import { baton } from "./command-line.ts";
import { create, work } from "./moves.ts";
import { scratchProject } from "./scratch-project.ts";
import { openSession } from "./session.ts";
import { sharedSession } from "./shared-session.ts";

/** The longest a client may wait for a call, in ms. */
const longestWait = 2_000;

/** Measures, in the client, how long calls take. */
const stopwatch = () => {
  let worst = 0;
  return {
    worst: () => worst,
    time: async <T>(call: Promise<T>): Promise<T> => {
      const start = performance.now();
      const result = await call;
      worst = Math.max(worst, performance.now() - start);
      return result;
    },
  };
};

/** Claims whatever is ready until nothing is; returns the handoffs it got. */
const claimAll = async (session: Session, time: ReturnType<typeof stopwatch>["time"]) => {
  const claimed: string[] = [];
  for (;;) {
    const { handoff_id } = await time(session.call("execute_handoff"));
    if (handoff_id === null) return claimed;
    claimed.push(handoff_id);
  }
};

const shared = sharedSession({
  prepare: (project) => {
    project.write(
      "agents/solo.md",
      "---\nname: solo\ndescription: Alone\norchestration:\n  max_parallel: 1\n---\nWork.\n",
    );
  },
});
let second: Session | undefined;

beforeAll(async () => {
  second = await startSession(shared().project);
});

afterAll(async () => {
  await second?.close();
});

/** Two servers on one database. */
const twoServers = () => {
  const { project, session: one } = shared();
  if (second === undefined) throw new Error("the second server has not started");
  return { project, one, servers: [one, second] };
};

describe("two servers on one database", () => {
  test("with eight clients claiming 500 handoffs give each out once, and keep nobody waiting", async () => {
    const project = scratchProject();
    const [one, two] = [await openSession(project), await openSession(project)];
    const servers = [one, two];
    const { workflow_id, ...first } = await create(one);
    const others = await Promise.all(
      Array.from({ length: 499 }, () => create(one, { workflow_id })),
    );
    const { worst, time } = stopwatch();
    const claims = await Promise.all(
      servers.flatMap((server) => Array.from({ length: 4 }, () => claimAll(server, time))),
    );
    const all = claims.flat();
    expect(all).toHaveLength(500);
    expect(new Set(all)).toEqual(new Set([first, ...others].map(({ handoff_id }) => handoff_id)));
    expect(worst()).toBeLessThan(longestWait);
    process.stdout.write(
      `8 clients, 2 servers, 500 claims: the longest wait was ${Math.round(worst())} ms\n`,
    );
    for (const client of claims) expect(client.length).toBeGreaterThan(0);
  });

  test("that write the same keys at once lose none of the writes", async () => {
    const { one, servers } = twoServers();
    const { worst, time } = stopwatch();
    await Promise.all(
      servers.flatMap((server, s) =>
        Array.from({ length: 60 }, (_, i) =>
          time(server.call("set_memory", { key: `key-${i % 6}`, value: `${s}-${i}` })),
        ),
      ),
    );
    const { entries } = await one.call("get_memory", { prefix: "key-" });
    expect(entries.map(({ version }) => version)).toEqual(Array.from({ length: 6 }, () => 20));
    expect(worst()).toBeLessThan(longestWait);
  });

  test.each([
    ["that write the same file", { resources: ["src/a.ts"] }],
    ["of an agent that takes one at a time", { to_agent: "solo" }],
  ])("let one of many handoffs %s be active", async (_, more) => {
    const { one, servers } = twoServers();
    const handoffs = await Promise.all(Array.from({ length: 12 }, () => create(one, more)));
    const claims = await Promise.all(
      handoffs.map(({ handoff_id }, i) =>
        servers[i % 2]?.tryCall("execute_handoff", { handoff_id }),
      ),
    );
    const codes = claims.map((result) => result?.structuredContent.code);
    expect(codes.filter((code) => code === undefined)).toHaveLength(1);
    expect(codes.filter((code) => code === "not_ready")).toHaveLength(11);
  });

  test("let exactly one of many rivals create a key that must be new", async () => {
    const { servers } = twoServers();
    const results = await Promise.all(
      servers.flatMap((server, s) =>
        Array.from({ length: 10 }, (_, i) =>
          server.tryCall("set_memory", { key: "leader", value: `${s}-${i}`, expected_version: 0 }),
        ),
      ),
    );
    const winners = results.filter(({ isError }) => isError !== true);
    const losers = results.filter(({ isError }) => isError === true);
    expect(winners).toHaveLength(1);
    for (const { structuredContent } of losers) expect(structuredContent.code).toBe("conflict");
  });

  test("answer a key that both are given at once with one and the same result", async () => {
    const { servers } = twoServers();
    const request = work({ idempotency_key: "both" });
    const results = await Promise.all(
      servers.flatMap((server) =>
        Array.from({ length: 5 }, () => server.call("create_handoff", request)),
      ),
    );
    expect(new Set(results.map(({ handoff_id }) => handoff_id)).size).toBe(1);
    expect(results.filter(({ replayed }) => replayed === true)).toHaveLength(9);
  });
});

test("of 40 writes that one client sends without waiting, none is lost", async () => {
  const project = scratchProject();
  const session = await openSession(project);
  const numbers = Array.from({ length: 40 }, (_, i) => i);
  const written = await Promise.all(
    numbers.map((i) => session.call("set_memory", { key: `n-${i}`, value: i })),
  );
  expect(written.map(({ version }) => version)).toEqual(numbers.map(() => 1));
  await session.kill();
  const again = await openSession(project);
  const { entries } = await again.call("get_memory", { prefix: "n-", limit: 100 });
  expect(entries.map(({ value }) => value).sort((a, b) => Number(a) - Number(b))).toEqual(numbers);
});

test("of 40 writes to one key that are sent without waiting, each has a version of its own", async () => {
  const { session } = shared();
  const written = await Promise.all(
    Array.from({ length: 40 }, (_, i) => session.call("set_memory", { key: "n", value: i })),
  );
  const versions = written.map(({ version }) => version).sort((a, b) => a - b);
  expect(versions).toEqual(Array.from({ length: 40 }, (_, i) => i + 1));
});

test("steps that are claimed and completed by many at once leave a sound history", async () => {
  const { project, one, servers } = twoServers();
  const { workflow_id } = await create(one);
  await Promise.all(
    servers.flatMap((server) => Array.from({ length: 20 }, () => create(server, { workflow_id }))),
  );
  const finishAll = async (session: Session): Promise<void> => {
    for (;;) {
      const { handoff_id, lease_token } = await session.call("execute_handoff", { workflow_id });
      if (handoff_id === null) return;
      const done = { handoff_id, lease_token, status: "completed", summary: "Done" };
      await session.call("complete_handoff", done);
    }
  };
  await Promise.all(servers.flatMap((server) => [finishAll(server), finishAll(server)]));
  expect(await one.call("status", { workflow_id })).toMatchObject({
    status: "completed",
    progress: { completed: 41, total: 41 },
  });
  const doctor = await baton(project, ["doctor", "--rebuild"]);
  expect(doctor.code).toBe(0);
});
