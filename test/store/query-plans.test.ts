import { createRequire } from "node:module";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { openSqliteStore } from "../../src/store/sqlite/open-sqlite-store.ts";
import { type Operations, operations } from "../../src/store/sqlite/operations.ts";
import { append, realClock } from "./commands.ts";
import { created } from "./sample-events.ts";
import { scratchFolder } from "./scratch-folder.ts";

const Database: typeof import("better-sqlite3") = createRequire(import.meta.url)("better-sqlite3");

/** How SQLite goes about what a query asks, a line for each table it reads. */
const planOf = async (query: (ops: Operations) => unknown): Promise<readonly string[]> => {
  const path = join(scratchFolder(), "baton.db");
  const store = openSqliteStore({ path, clock: realClock, headsDir: null });
  await store.transact(append("orch_1", [created()]));
  await store.close();
  const asked: string[] = [];
  const db = new Database(path, { verbose: (sql) => asked.push(String(sql)) });
  onTestFinished(() => {
    db.close();
  });
  query(operations(db));
  expect(asked).not.toEqual([]);
  return [...asked].flatMap((sql) =>
    db
      .prepare<[], { detail: string }>(`EXPLAIN QUERY PLAN ${sql}`)
      .all()
      .map(({ detail }) => detail),
  );
};

describe("while many workflows wait", () => {
  test("the timers that are due are found by their index, in its order", async () => {
    const plan = await planOf((ops) => ops.readTimersDue(Date.now(), 100));
    expect(plan).toContain("SEARCH t USING COVERING INDEX timer_due (due_at<?)");
    expect(plan.join()).not.toContain("TEMP B-TREE");
  });

  test("the time of the next one is the index's first", async () => {
    expect(await planOf((ops) => ops.readNextTimer())).toEqual([
      "SEARCH timer USING COVERING INDEX timer_due",
    ]);
  });

  test("those of one workflow are found by it, however many others are due", async () => {
    for (const ofOne of [
      (ops: Operations) => ops.readTimersDue(Date.now(), 100, "orch_1"),
      (ops: Operations) => ops.readTimersOf("orch_1", 100),
    ]) {
      expect(await planOf(ofOne)).toContain("SEARCH t USING PRIMARY KEY (stream=?)");
    }
  });

  test("dead letters come in the order of their index", async () => {
    const plan = await planOf((ops) => ops.readFailed({ limit: 10, offset: 0 }));
    expect(plan).toContain("SCAN h USING INDEX handoff_failed");
    expect(plan.join()).not.toContain("TEMP B-TREE");
  });

  test("the newest unfinished workflows come in the order of their index", async () => {
    const plan = await planOf((ops) => ops.readWorkflows({ open: true, limit: 10, offset: 0 }));
    expect(plan.join("\n")).toMatch(
      /^SEARCH w USING INDEX workflow_newest \(open=\? AND .*<.*\)$/m,
    );
    expect(plan.join()).not.toContain("TEMP B-TREE");
  });
});
