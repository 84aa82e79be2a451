import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { memoryStream } from "../../src/core/state/stream-state.ts";
import { linkHash } from "../../src/store/chain.ts";
import { headsFile } from "../../src/store/heads-file.ts";
import { sha256 } from "../../src/store/sha256.ts";
import { openSqliteStore } from "../../src/store/sqlite/open-sqlite-store.ts";
import { actor, append, realClock } from "./commands.ts";
import { created, memorySet } from "./sample-events.ts";
import { scratchFolder } from "./scratch-folder.ts";

const Database: typeof import("better-sqlite3") = createRequire(import.meta.url)("better-sqlite3");
const key = memoryStream("project", "project", "a key with spaces");

/** A database of two streams, five events in the first, with heads outside. */
const written = async (heads = true) => {
  const folder = scratchFolder();
  const path = join(folder, "baton.db");
  const headsDir = heads ? join(folder, "heads") : null;
  const store = openSqliteStore({ path, clock: realClock, headsDir });
  for (const value of ["a", "b", "c", "d", "e"]) {
    await store.transact(append(key, [memorySet(value)]));
  }
  await store.transact(append("orch_1", [created()]));
  const databaseId = await store.databaseId();
  await store.close();
  const open = () => {
    const again = openSqliteStore({ path, clock: realClock, headsDir });
    onTestFinished(() => again.close());
    return again;
  };
  const tamper = (sql: string) => {
    const db = new Database(path);
    db.pragma("foreign_keys = OFF");
    db.exec(sql);
    db.close();
  };
  return { path, headsDir, databaseId, open, tamper };
};

describe("the hash chain of a SQLite store", () => {
  test("holds, and its heads outside match", async () => {
    const { open } = await written();
    expect(await open().verify()).toEqual({ streams: 2, events: 6, faults: [], anchored: 2 });
  });

  test("says that nothing is anchored where no heads are kept", async () => {
    const { open } = await written(false);
    expect(await open().verify()).toEqual({ streams: 2, events: 6, faults: [], anchored: 0 });
  });

  test.each([
    ["data", `data = replace(data, '"c"', '"C"')`],
    ["author", `actor = replace(actor, 'builder', 'someone')`],
    ["author into nonsense", "actor = 'x'"],
    ["time", "at = at + 1"],
    ["type version", "type_version = 2"],
  ])("shows an event whose %s was edited", async (_, change) => {
    const { open, tamper } = await written();
    tamper(`UPDATE event SET ${change} WHERE stream = 1 AND version = 3`);
    const report = await open().verify();
    expect(report.faults).toMatchObject([{ stream: key, version: 3, what: /^edited/ }].map(text));
  });

  test("shows an event that was removed", async () => {
    const { open, tamper } = await written();
    tamper("DELETE FROM event WHERE stream = 1 AND version = 2");
    expect((await open().verify()).faults).toMatchObject(
      [{ stream: key, version: 2, what: /^removed: event 2/ }].map(text),
    );
  });

  test("shows two events that changed places", async () => {
    const { open, tamper } = await written();
    tamper(`UPDATE event SET version = 99 WHERE stream = 1 AND version = 2;
      UPDATE event SET version = 2 WHERE stream = 1 AND version = 3;
      UPDATE event SET version = 3 WHERE stream = 1 AND version = 99;`);
    expect((await open().verify()).faults.length).toBeGreaterThan(0);
  });

  test("shows a tail that was cut, by the stream's head", async () => {
    const { open, tamper } = await written(false);
    tamper("DELETE FROM event WHERE stream = 1 AND version > 3");
    expect((await open().verify()).faults).toMatchObject(
      [{ stream: key, version: 4, what: /^cut/ }].map(text),
    );
  });

  test("shows a tail that was cut cleanly, by the head outside", async () => {
    const { open, tamper } = await written();
    tamper(`DELETE FROM event WHERE stream = 1 AND version > 3;
      UPDATE stream SET version = 3, hash = (SELECT hash FROM event WHERE stream = 1 AND version = 3)
      WHERE id = 1;`);
    const { faults, anchored } = await open().verify();
    expect(faults).toMatchObject([{ stream: key, version: 4, what: /kept outside/ }].map(text));
    expect(anchored).toBe(1);
    expect((await open().verify(key)).faults).toHaveLength(1);
    expect((await open().verify("orch_1")).faults).toEqual([]);
  });

  test("shows a whole stream that was removed", async () => {
    const { open, tamper } = await written();
    tamper(
      "DELETE FROM event WHERE stream = 2; DELETE FROM workflow; DELETE FROM stream WHERE id = 2",
    );
    expect((await open().verify()).faults).toMatchObject(
      [{ stream: "orch_1", version: 1, what: /whole stream/ }].map(text),
    );
    expect((await open().verify("orch_1")).faults).toHaveLength(1);
  });

  test("shows a history that was rewritten with fitting hashes", async () => {
    const { open, tamper, databaseId } = await written();
    const dataText = JSON.stringify(memorySet("forged"));
    const before = (await open().events(key, 3, 1))[0];
    const link = {
      prev: before?.hash ?? null,
      database: databaseId ?? "",
      stream: key,
      version: 5,
      type: "memory_set",
      typeVersion: 1,
      at: 1_000,
      actor,
      dataText,
    };
    tamper(`UPDATE event SET data = '${dataText}', hash = '${linkHash(link)}'
      WHERE stream = 1 AND version = 5;
      UPDATE stream SET hash = '${linkHash(link)}' WHERE id = 1;`);
    expect((await open().verify()).faults).toMatchObject(
      [{ stream: key, version: 5, what: /^rewritten/ }].map(text),
    );
  });

  test("is not hurt by lines in the heads that are torn or older", async () => {
    const { open, headsDir, databaseId } = await written();
    const files = readdirSync(join(headsDir ?? "", databaseId ?? ""));
    expect(files.length).toBeGreaterThan(0);
    for (const file of files) {
      const path = join(headsDir ?? "", databaseId ?? "", file);
      const lines = readFileSync(path, "utf8");
      writeFileSync(path, `${lines}${lines}99 abc`);
    }
    expect(await open().verify()).toMatchObject({ faults: [], anchored: 2 });
  });
});

describe("heads outside the database", () => {
  test("keep nobody waiting who is done", async () => {
    const folder = scratchFolder();
    const waits: (AbortSignal | undefined)[] = [];
    const sleep = (ms: number, cut?: AbortSignal): Promise<void> => {
      waits.push(cut);
      return realClock.sleep(ms, cut);
    };
    const heads = headsFile(folder, { ...realClock, sleep });
    heads.note("db", [{ stream: "one", version: 1, hash: sha256("1") }]);
    await heads.flush();
    expect(readdirSync(join(folder, "db"))).toHaveLength(1);
    expect(waits.map((cut) => cut?.aborted)).toEqual([true]);
  });

  test("are written anew with the last of each stream when the file grows", async () => {
    const folder = scratchFolder();
    const heads = headsFile(folder, realClock);
    const stream = `mem/project/project/${"x".repeat(400)}`;
    for (let version = 1; version <= 3_000; version++) {
      heads.note("db", [{ stream, version, hash: sha256(String(version)) }]);
      await heads.flush();
    }
    const [file, ...others] = readdirSync(join(folder, "db"));
    expect(others).toEqual([]);
    expect(readFileSync(join(folder, "db", file ?? ""), "utf8").length).toBeLessThan(20_000);
    expect(await heads.readOne("db", stream)).toMatchObject({ version: 3_000 });
  });

  test("hold nothing else of a commit until they are written", async () => {
    const heads = headsFile(scratchFolder(), realClock);
    const head = { stream: "orch_1", version: 3, hash: "ab".repeat(32) };
    const commit = { ...head, state: "as large as it may be" };
    heads.note("db", [commit]);
    expect(await heads.readOne("db", "orch_1")).toEqual(head);
    await heads.flush();
  });

  test("are found one by one and all together, also before they are written down", async () => {
    const heads = headsFile(scratchFolder(), realClock);
    const streams = Array.from({ length: 300 }, (_, i) => `mem/project/project/${i}`);
    const headOf = (stream: string, version: number) => ({ stream, version, hash: sha256(stream) });
    heads.note(
      "db",
      streams.map((stream) => headOf(stream, 1)),
    );
    expect(await heads.readOne("db", "mem/project/project/7")).toMatchObject({ version: 1 });
    await heads.flush();
    heads.note("db", [headOf("mem/project/project/7", 2)]);
    expect(await heads.readOne("db", "mem/project/project/7")).toMatchObject({ version: 2 });
    expect(await heads.readOne("db", "mem/project/project/8")).toMatchObject({ version: 1 });
    expect(await heads.readOne("other", "mem/project/project/8")).toBeUndefined();
    const all = await heads.readAll("db");
    expect([...all.keys()].sort()).toEqual(streams.sort());
    expect(all.get("mem/project/project/7")).toMatchObject({ version: 2 });
  });

  test("never make a commit fail", async () => {
    const folder = scratchFolder();
    writeFileSync(join(folder, "file"), "");
    const store = openSqliteStore({
      path: join(folder, "baton.db"),
      clock: realClock,
      headsDir: join(folder, "file"),
    });
    expect(await store.transact(append(key, [memorySet("a")]))).toMatchObject({ version: 1 });
    expect(await store.verify()).toMatchObject({ faults: [], anchored: 0 });
    await store.close();
  });
});

function text<T extends { readonly what: RegExp }>(fault: T) {
  return { ...fault, what: expect.stringMatching(fault.what) };
}
