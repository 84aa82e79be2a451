import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { memoryStream } from "../../src/core/state/stream-state.ts";
import {
  openSqliteStore,
  type SqliteStoreOptions,
} from "../../src/store/sqlite/open-sqlite-store.ts";
import { append, realClock } from "./commands.ts";
import { memorySet } from "./sample-events.ts";
import { scratchFolder } from "./scratch-folder.ts";

const Database: typeof import("better-sqlite3") = createRequire(import.meta.url)("better-sqlite3");
const key = memoryStream("project", "project", "k");

const openIn = (path: string, more: Partial<SqliteStoreOptions> = {}) => {
  const store = openSqliteStore({ path, clock: realClock, headsDir: null, ...more });
  onTestFinished(() => store.close());
  return store;
};
const unusable = (message: RegExp) =>
  expect.objectContaining({ name: "StoreUnusable", message: expect.stringMatching(message) });
const write = (path: string, more: Partial<SqliteStoreOptions> = {}) =>
  openIn(path, more).transact(append(key, [memorySet("a")]));

describe("a repository that brings a link along", () => {
  test.each([
    "baton.db",
    "baton.db-wal",
    "baton.db-shm",
    "baton.db-journal",
  ])("as .baton/%s has nothing written through it, not even where it leads nowhere yet", async (name) => {
    const root = scratchFolder();
    const path = join(root, "project", ".baton", "baton.db");
    const target = join(root, "victim");
    mkdirSync(dirname(path), { recursive: true });
    symlinkSync(target, join(dirname(path), name));
    await expect(write(path, { refusesLinks: true })).rejects.toEqual(unusable(/is a link/));
    expect(existsSync(target)).toBe(false);
    writeFileSync(target, "mine");
    await expect(write(path, { refusesLinks: true })).rejects.toEqual(unusable(/is a link/));
    expect(readFileSync(target, "utf8")).toBe("mine");
    expect(readdirSync(dirname(path))).toEqual([name]);
  });

  test("as .baton itself has nothing made behind it", async () => {
    const root = scratchFolder();
    mkdirSync(join(root, "elsewhere"));
    symlinkSync(join(root, "elsewhere"), join(root, ".baton"));
    const path = join(root, ".baton", "baton.db");
    await expect(write(path, { refusesLinks: true })).rejects.toEqual(unusable(/is a link/));
    expect(readdirSync(join(root, "elsewhere"))).toEqual([]);
  });

  test("is another thing than a place that a person has chosen", async () => {
    const root = scratchFolder();
    mkdirSync(join(root, "elsewhere"));
    symlinkSync(join(root, "elsewhere"), join(root, ".baton"));
    await write(join(root, ".baton", "baton.db"));
    expect(readdirSync(join(root, "elsewhere"))).toContain("baton.db");
  });

  test("as .gitignore keeps it, and what it leads to", async () => {
    const root = scratchFolder();
    mkdirSync(join(root, ".baton"));
    writeFileSync(join(root, "victim"), "mine");
    symlinkSync(join(root, "victim"), join(root, ".baton", ".gitignore"));
    await write(join(root, ".baton", "baton.db"), { refusesLinks: true });
    expect(readFileSync(join(root, "victim"), "utf8")).toBe("mine");
  });
});

describe("a database that comes with a repository", () => {
  /** One of Baton's own, with something in it, changed by whoever sends it. */
  const planted = async (sql: string): Promise<string> => {
    const path = join(scratchFolder(), ".baton", "baton.db");
    const store = openSqliteStore({ path, clock: realClock, headsDir: null });
    await store.transact(append(key, [memorySet("theirs")]));
    await store.close();
    const db = new Database(path);
    db.exec(sql);
    db.close();
    return path;
  };

  test.each([
    ["trigger", "CREATE TRIGGER t AFTER INSERT ON event BEGIN DELETE FROM command; END"],
    ["view", "ALTER TABLE meta RENAME TO m; CREATE VIEW meta AS SELECT * FROM m"],
  ])("with a %s in it is not opened", async (kind, sql) => {
    const path = await planted(sql);
    await expect(write(path)).rejects.toEqual(unusable(new RegExp(`holds a ${kind}`)));
    await expect(openIn(path).state(key)).rejects.toEqual(unusable(/did not make/));
  });

  test("whose history was written by hand is told by its chain", async () => {
    const path = await planted("UPDATE event SET data = replace(data, 'theirs', 'ours')");
    const { faults } = await openIn(path).verify();
    expect(faults.map(({ what }) => what).join()).toContain("edited");
  });

  test("is not anchored on a machine that has never seen it", async () => {
    const path = await planted("SELECT 1");
    const headsDir = scratchFolder();
    const report = await openIn(path, { headsDir }).verify();
    expect(report).toMatchObject({ streams: 1, anchored: 0, faults: [] });
  });
});
