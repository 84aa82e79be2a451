import { createRequire } from "node:module";
import { join } from "node:path";
import type { Database as Db } from "better-sqlite3";
import { describe, expect, onTestFinished, test } from "vitest";
import type { Clock } from "../../src/core/port/clock.ts";
import type { Unit } from "../../src/core/port/unit.ts";
import { memoryStream } from "../../src/core/state/stream-state.ts";
import {
  openSqliteStore,
  type SqliteStoreOptions,
} from "../../src/store/sqlite/open-sqlite-store.ts";
import { append, realClock } from "./commands.ts";
import { memorySet, statusChanged } from "./sample-events.ts";
import { scratchFolder } from "./scratch-folder.ts";

const Database: typeof import("better-sqlite3") = createRequire(import.meta.url)("better-sqlite3");
const key = memoryStream("project", "project", "k");
const other = memoryStream("project", "project", "other");
const set = (value: string, stream = key) => append(stream, [memorySet(value)]);
const unusable = (message: RegExp) =>
  expect.objectContaining({ name: "StoreUnusable", message: expect.stringMatching(message) });

/** A store whose connections can be watched and hurt: `run` stands before every `run` and `get` of a statement. */
const openHurt = (
  run: (sql: string, go: () => unknown) => unknown,
  more: Partial<SqliteStoreOptions> = {},
) => {
  const path = join(scratchFolder(), "baton.db");
  const connections: Db[] = [];
  const connect = (file: string): Db => {
    const db = new Database(file, { timeout: 0 });
    const prepare = db.prepare.bind(db);
    const hurt = (sql: string) => {
      const statement = prepare(sql);
      const real = statement.run.bind(statement);
      const get = statement.get.bind(statement);
      return Object.assign(statement, {
        run: (...args: unknown[]) => run(sql, () => real(...args)),
        get: (...args: unknown[]) => run(sql, () => get(...args)),
      });
    };
    Object.assign(db, { prepare: hurt });
    connections.push(db);
    return db;
  };
  const store = openSqliteStore({ path, clock: realClock, headsDir: null, connect, ...more });
  onTestFinished(() => store.close());
  return { store, path, connections };
};

const fault = (code: string) => Object.assign(new Error("hurt"), { code });

describe("group commit", () => {
  test("puts commands that come together into few transactions", async () => {
    let commits = 0;
    const { store } = openHurt((sql, go) => {
      if (sql === "COMMIT") commits += 1;
      return go();
    });
    await store.transact(set("first"));
    commits = 0;
    await Promise.all(Array.from({ length: 130 }, (_, i) => store.transact(set(`v${i}`))));
    expect(commits).toBeGreaterThanOrEqual(3);
    expect(commits).toBeLessThan(40);
    expect((await store.state(key)).version).toBe(131);
  });

  test("answers nobody before the commit", async () => {
    let committed = false;
    let early = 0;
    const { store } = openHurt((sql, go) => {
      const result = go();
      if (sql === "COMMIT") committed = true;
      return result;
    });
    await Promise.all(
      ["a", "b", "c"].map((v) =>
        store.transact(set(v)).then(() => {
          if (!committed) early += 1;
        }),
      ),
    );
    expect(early).toBe(0);
  });

  test("runs the members one by one when one of them breaks the transaction", async () => {
    const { store } = openHurt((_, go) => go());
    const sound = append(other, [memorySet("x")]);
    const poison: Unit = {
      ...sound,
      decide: (state, facts) => {
        const verdict = sound.decide(state, facts);
        const row = { table: "timer", stream: other, timer: "t", dueAt: 0.5 } as const;
        return verdict.type === "commit" ? { ...verdict, rows: [{ type: "put", row }] } : verdict;
      },
    };
    const results = await Promise.allSettled([
      store.transact(set("a")),
      store.transact(poison),
      store.transact(set("b")),
    ]);
    expect(results.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
    expect(await store.state(key)).toMatchObject({ version: 2, value: { value: "b" } });
    expect((await store.state(other)).version).toBe(0);
    expect(await store.verify()).toMatchObject({ streams: 1, events: 2, faults: [] });
  });

  test("starts over when SQLite has rolled the transaction back by itself", async () => {
    let hurt = 1;
    const { store, connections } = openHurt((sql, go) => {
      if (sql.includes("INSERT INTO event") && hurt-- === 0) {
        connections[0]?.exec("ROLLBACK");
        throw fault("SQLITE_FULL");
      }
      return go();
    });
    const results = await Promise.allSettled(["a", "b", "c"].map((v) => store.transact(set(v))));
    expect(results.map(({ status }) => status)).toEqual(["fulfilled", "fulfilled", "fulfilled"]);
    expect((await store.state(key)).version).toBe(3);
    expect((await store.verify()).faults).toEqual([]);
  });
});

describe("a commit whose outcome is unknown", () => {
  const command = { id: "c", hash: "h" };

  test.each([
    ["with", command],
    ["without", null],
  ])("is acknowledged when it is on disk after all: %s a command id", async (_, id) => {
    let hurt = true;
    const { store } = openHurt((sql, go) => {
      const result = go();
      if (sql === "COMMIT" && hurt) {
        hurt = false;
        throw fault("SQLITE_IOERR_FSYNC");
      }
      return result;
    });
    const outcome = await store.transact({ ...set("a"), command: id });
    expect(outcome).toMatchObject({ type: "committed", version: 1 });
    expect(await store.state(key)).toMatchObject({ version: 1 });
    expect(await store.transact(set("b"))).toMatchObject({ version: 2 });
  });

  test("is not acknowledged while the log it stands in cannot be brought to the disk, and nothing is written behind it", async () => {
    let syncs = true;
    const { store } = openHurt((sql, go) => {
      if (sql.includes("wal_checkpoint") && !syncs) throw fault("SQLITE_IOERR_FSYNC");
      const result = go();
      if (sql === "COMMIT" && !syncs) throw fault("SQLITE_IOERR_FSYNC");
      return result;
    });
    await store.transact(set("a"));
    syncs = false;
    await expect(store.transact({ ...set("b"), command })).rejects.toEqual(
      unusable(/cannot be read back/),
    );
    await expect(store.transact(set("c"))).rejects.toEqual(unusable(/disk reported an error/));
    syncs = true;
    expect(await store.transact({ ...set("b"), command })).toMatchObject({ type: "replayed" });
    expect(await store.transact(set("d"))).toMatchObject({ version: 3 });
  });

  test("because the disk is full is told as that, and what is there can be read meanwhile", async () => {
    let full = false;
    const { store } = openHurt((sql, go) => {
      if (full && /COMMIT|wal_checkpoint/.test(sql)) throw fault("SQLITE_FULL");
      return go();
    });
    await store.transact(set("a"));
    full = true;
    await expect(store.transact({ ...set("b"), command })).rejects.toEqual(unusable(/is full/));
    expect(await store.state(key)).toMatchObject({ version: 1 });
    full = false;
    expect(await store.transact({ ...set("b"), command })).toMatchObject({ version: 2 });
  });

  test("is an error when it is not, and the same command can be given again", async () => {
    let hurt = true;
    const { store } = openHurt((sql, go) => {
      if (sql === "COMMIT" && hurt) {
        hurt = false;
        throw fault("SQLITE_IOERR_WRITE");
      }
      return go();
    });
    const unit = { ...set("a"), command };
    await expect(store.transact(unit)).rejects.toEqual(unusable(/disk reported an error/));
    expect((await store.state(key)).version).toBe(0);
    expect(await store.transact(unit)).toMatchObject({ type: "committed", version: 1 });
  });

  test("of a batch that is not on disk runs its members again", async () => {
    let hurt = true;
    const { store } = openHurt((sql, go) => {
      if (sql === "COMMIT" && hurt) {
        hurt = false;
        throw fault("SQLITE_IOERR_WRITE");
      }
      return go();
    });
    const outcomes = await Promise.all(["a", "b"].map((v) => store.transact(set(v))));
    expect(outcomes).toMatchObject([{ version: 1 }, { version: 2 }]);
    expect(await store.verify()).toMatchObject({ events: 2, faults: [] });
  });
});

describe("a full disk", () => {
  test("leaves what was acknowledged intact, says so, and works again with space", async () => {
    const { store, connections } = openHurt((_, go) => go());
    await store.transact(set("small"));
    const [db] = connections;
    const pages = Number(db?.pragma("page_count", { simple: true }));
    db?.pragma(`max_page_count = ${pages + 4}`);
    const big = "x".repeat(60_000);
    const results = await Promise.allSettled(
      [set("a"), set(big, other), set("b")].map((unit) => store.transact(unit)),
    );
    expect(results.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
    await expect(store.transact(set(big, other))).rejects.toEqual(unusable(/disk .* is full/));
    expect(await store.state(key)).toMatchObject({ version: 3, value: { value: "b" } });
    db?.pragma("max_page_count = 100000");
    expect(await store.transact(set(big, other))).toMatchObject({ type: "committed", version: 1 });
    expect(await store.verify()).toMatchObject({ events: 4, faults: [] });
    expect(await store.integrity()).toEqual([]);
  });
});

describe("a database that others keep locked", () => {
  test("is given up after ten seconds with StoreBusy, and nothing is committed", async () => {
    let time = 0;
    const clock: Clock = {
      ...realClock,
      monotonic: () => time,
      sleep: async (ms) => {
        time += ms;
      },
    };
    const { store, path } = openHurt((_, go) => go(), { clock });
    await store.transact(set("a"));
    const rival = new Database(path);
    rival.exec("BEGIN IMMEDIATE");
    await expect(store.transact(set("b"))).rejects.toMatchObject({ name: "StoreBusy" });
    expect(time).toBeGreaterThan(10_000);
    expect(time).toBeLessThan(10_100);
    expect(await store.state(key)).toMatchObject({ version: 1 });
    rival.exec("ROLLBACK");
    rival.close();
    expect(await store.transact(set("b"))).toMatchObject({ version: 2 });
  });

  test("is not waited for once the store is being closed", async () => {
    const { store, path } = openHurt((_, go) => go());
    await store.transact(set("a"));
    const rival = new Database(path);
    rival.exec("BEGIN IMMEDIATE");
    const waiting = store.transact(set("b"));
    const start = performance.now();
    await Promise.all([
      expect(waiting).rejects.toMatchObject({ name: "StoreBusy" }),
      store.close(),
    ]);
    expect(performance.now() - start).toBeLessThan(10_000);
    rival.close();
  });

  test("is waited for without holding up reads", async () => {
    const { store, path } = openHurt((_, go) => go());
    await store.transact(set("a"));
    const rival = new Database(path);
    rival.exec("BEGIN IMMEDIATE");
    const waiting = store.transact(set("b"));
    expect(await store.state(key)).toMatchObject({ version: 1 });
    await new Promise((resolve) => setTimeout(resolve, 30));
    rival.exec("ROLLBACK");
    rival.close();
    expect(await waiting).toMatchObject({ version: 2 });
  });
});

describe("a connection", () => {
  test("is set for durability and mistrusts the schema", async () => {
    const { store, connections } = openHurt((_, go) => go());
    await store.transact(set("a"));
    const pragma = (name: string) => connections[0]?.pragma(name, { simple: true });
    expect(pragma("journal_mode")).toBe("wal");
    expect(pragma("synchronous")).toBe(2);
    expect(pragma("foreign_keys")).toBe(1);
    expect(pragma("trusted_schema")).toBe(0);
    expect(pragma("busy_timeout")).toBe(0);
  });

  test("sees what another store on the same file has written", async () => {
    const { store, path } = openHurt((_, go) => go());
    await store.transact(append("orch_1", [statusChanged("running")]));
    const second = openSqliteStore({ path, clock: realClock, headsDir: null });
    onTestFinished(() => second.close());
    const token = await store.changeToken();
    await second.transact(append("orch_1", [statusChanged("paused")]));
    expect(await store.state("orch_1")).toMatchObject({ version: 2, status: "paused" });
    expect(await store.changeToken()).not.toBe(token);
    expect(await store.transact(append("orch_1", [statusChanged("running")]))).toMatchObject({
      version: 3,
    });
  });

  test("refuses work after the store was closed", async () => {
    const { store } = openHurt((_, go) => go());
    await store.transact(set("a"));
    await store.close();
    await expect(store.transact(set("b"))).rejects.toEqual(unusable(/closed/));
  });
});
