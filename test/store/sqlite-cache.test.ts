import { createRequire } from "node:module";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { memoryStream } from "../../src/core/state/stream-state.ts";
import { openSqliteStore } from "../../src/store/sqlite/open-sqlite-store.ts";
import { append, realClock } from "./commands.ts";
import { memorySet } from "./sample-events.ts";
import { scratchFolder } from "./scratch-folder.ts";

const Database: typeof import("better-sqlite3") = createRequire(import.meta.url)("better-sqlite3");

/** A database in which something is kept under "a", and a way into the file behind the store's back. */
const kept = async () => {
  const path = join(scratchFolder(), "baton.db");
  const store = openSqliteStore({ path, clock: realClock, headsDir: null });
  onTestFinished(() => store.close());
  await store.transact(append(memoryStream("project", "project", "k"), [memorySet("a")]));
  await store.putCached("a", Uint8Array.of(1, 2, 3));
  const db = new Database(path);
  onTestFinished(() => {
    db.close();
  });
  return { store, db };
};

test("what was changed where it is kept is not given out, and is replaced", async () => {
  const { store, db } = await kept();
  db.exec("UPDATE cache SET content = x'010204'");
  expect(await store.findCached("a")).toBeNull();
  await store.putCached("a", Uint8Array.of(1, 2, 3));
  expect([...((await store.findCached("a")) ?? [])]).toEqual([1, 2, 3]);
});

test("while another process writes nothing is kept, and nobody waits", async () => {
  const { store, db } = await kept();
  db.exec("BEGIN IMMEDIATE");
  await store.putCached("b", Uint8Array.of(1));
  db.exec("ROLLBACK");
  expect(await store.findCached("b")).toBeNull();
  expect(await store.findCached("a")).not.toBeNull();
});

test("a database that has lost its table still answers", async () => {
  const { store, db } = await kept();
  db.exec("DROP TABLE cache");
  await store.putCached("b", Uint8Array.of(1));
  expect(await store.findCached("a")).toBeNull();
  expect(
    await store.memory({ scope: "project", owner: "project", now: 0, limit: 5, offset: 0 }),
  ).toHaveLength(1);
});
