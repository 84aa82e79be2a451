import { createRequire } from "node:module";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { keyAddress, signalStream } from "../../src/core/state/signal-state.ts";
import { memoryStream } from "../../src/core/state/stream-state.ts";
import { openSqliteStore } from "../../src/store/sqlite/open-sqlite-store.ts";
import { append, realClock } from "./commands.ts";
import {
  attemptCompleted,
  attemptStarted,
  checkpointCreated,
  created,
  handoffCreated,
  memorySet,
  rewound,
  signal,
  statusChanged,
  stepReady,
  stepWaiting,
  taskOpened,
  workflowMemorySet,
} from "./sample-events.ts";
import { scratchFolder } from "./scratch-folder.ts";

const Database: typeof import("better-sqlite3") = createRequire(import.meta.url)("better-sqlite3");

/** A database with rows in every derived table, among them those of a rewound workflow. */
const written = async () => {
  const path = join(scratchFolder(), "baton.db");
  const store = openSqliteStore({ path, clock: realClock, headsDir: null });
  onTestFinished(() => store.close());
  await store.transact(
    append("orch_1", [
      created(),
      statusChanged("running"),
      handoffCreated("orch_1", "s", { resources: ["a"] }),
      handoffCreated("orch_1", "t"),
      stepReady("s"),
      stepWaiting("t", 99),
      attemptStarted("s", 9_000),
      taskOpened("task_1"),
      checkpointCreated("cp_1"),
      workflowMemorySet("k", "alpha"),
    ]),
  );
  await store.transact(
    append("orch_1", [attemptCompleted("s", 1, { learnings: ["Delta is learned"] })], {
      at: 2_000,
    }),
  );
  const rewindsTo = await store.stateAt("orch_1", 9);
  await store.transact(append("orch_1", [rewound(9)], { rewindsTo }));
  const key = memoryStream("project", "project", "k");
  await store.transact(append(key, [memorySet("beta", { tags: ["t"] }), memorySet("gamma")]));
  const paid = { type: "signal_buffered", signal: signal("sig_1") } as const;
  await store.transact(append(signalStream("paid", keyAddress("order-17")), [paid]));
  const tamper = (sql: string) => {
    const db = new Database(path);
    db.exec(sql);
    db.close();
  };
  return { store, tamper };
};

describe("a rebuild", () => {
  test("finds no difference in what commands wrote", async () => {
    const { store } = await written();
    expect(await store.rebuild({ repair: false })).toEqual({ rows: 12, differences: [] });
  });

  test.each([
    [
      "UPDATE handoff SET status = 'ready', queued = 1 WHERE step = 't'",
      "handoff ho_orch_1_t: status, queued",
    ],
    ["DELETE FROM timer", "timer 1/retry:t: missing"],
    ["INSERT INTO timer VALUES (1, 'retry:x', 5)", "timer 1/retry:x: follows from no event"],
    ["UPDATE workflow SET title = 'x', updated_at = 1", "workflow 1: title, updated_at"],
    ["UPDATE agent_record SET completed = 9", "agent_record builder: completed"],
    ["UPDATE signal SET address = 'k:x'", "signal sig_1: address"],
    ["UPDATE task SET status = 'decided'", "task task_1: status"],
    ["UPDATE checkpoint SET version = 1", "checkpoint cp_1: version"],
    ["UPDATE memory SET value = '{}' WHERE owner = 'project'", "memory project/project/k: value"],
    ["UPDATE execution SET agent = 'x', counts = 0", "execution ho_orch_1_s:1: agent, counts"],
    ["UPDATE session SET executions = 9", "session s-1: executions"],
    ["UPDATE learning SET times = 2, uses = 3", "learning lrn_595634c0fb49499e: times, uses"],
    [
      "DELETE FROM execution_text",
      "execution_text: the words of the search index differ from the execution rows",
    ],
    [
      "DELETE FROM learning_text",
      "learning_text: the words of the search index differ from the learning rows",
    ],
    [
      "DELETE FROM memory_text",
      "memory_text: the words of the search index differ from the memory rows",
    ],
  ])("finds and mends %s", async (sql, line) => {
    const { store, tamper } = await written();
    tamper(sql);
    expect((await store.rebuild({ repair: false })).differences).toEqual([line]);
    expect((await store.rebuild({ repair: true })).differences).toEqual([line]);
    expect(await store.rebuild({ repair: false })).toEqual({ rows: 12, differences: [] });
    const query = { scope: "project", owner: "project", now: 0, limit: 9, offset: 0 } as const;
    expect(await store.memory({ ...query, text: "gamma" })).toHaveLength(1);
    expect(await store.memory({ ...query, text: "beta" })).toHaveLength(0);
    const recalled = { text: "delta", kinds: ["learning"], limit: 9, now: 0 } as const;
    expect(await store.recall(recalled)).toHaveLength(1);
    expect(await store.recall({ ...recalled, kinds: ["execution"], text: "about" })).toHaveLength(
      1,
    );
    expect(await store.integrity()).toEqual([]);
    await store.transact(append("orch_1", [stepReady("t")]));
    expect(await store.rebuild({ repair: false })).toMatchObject({ differences: [] });
  });

  test("tells twenty lines at most", async () => {
    const { store, tamper } = await written();
    tamper(`WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 50)
      INSERT INTO timer SELECT 1, 'x' || i, i FROM n`);
    expect((await store.rebuild({ repair: false })).differences).toHaveLength(20);
  });

  test("keeps the order of the queue among handoffs of the same moment", async () => {
    const { store, tamper } = await written();
    await store.transact(
      append("orch_2", [
        created(),
        statusChanged("running"),
        ...["z", "y", "x"].flatMap((s) => [handoffCreated("orch_2", s), stepReady(s)]),
      ]),
    );
    tamper("UPDATE handoff SET agent = 'x' WHERE step = 'x'");
    await store.rebuild({ repair: true });
    const ready = await store.ready({ workflow: "orch_2", limit: 9, offset: 0 });
    expect(ready.map((row) => row.step)).toEqual(["z", "y", "x"]);
  });

  test("takes in what is committed while it runs", async () => {
    const { store, tamper } = await written();
    tamper("DELETE FROM timer");
    const key = memoryStream("project", "project", "busy");
    const rebuilding = store.rebuild({ repair: true });
    for (let i = 0; i < 50; i++) await store.transact(append(key, [memorySet(i)]));
    await rebuilding;
    expect(await store.rebuild({ repair: false })).toMatchObject({ rows: 13, differences: [] });
  });
});
