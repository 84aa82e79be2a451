import {
  copyFileSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { memoryStream } from "../../src/core/state/stream-state.ts";
import { connectFile } from "../../src/store/sqlite/connect-file.ts";
import { convertDatabase } from "../../src/store/sqlite/convert-database.ts";
import { copyDatabase } from "../../src/store/sqlite/copy-database.ts";
import { type DatabaseKey, readKey } from "../../src/store/sqlite/database-key.ts";
import type { Db } from "../../src/store/sqlite/db.ts";
import { fileKind } from "../../src/store/sqlite/file-kind.ts";
import { openSqliteStore } from "../../src/store/sqlite/open-sqlite-store.ts";
import { openerFor } from "../../src/store/sqlite/opener.ts";
import { runChild } from "./child-process.ts";
import { append, realClock } from "./commands.ts";
import { memorySet } from "./sample-events.ts";
import { scratchFolder } from "./scratch-folder.ts";

const keyOf = (text: string): DatabaseKey => {
  const key = readKey(text);
  if (key === null) throw new Error("too short");
  return key;
};
const raw = keyOf("0f".repeat(32));
const words = keyOf("four words of a passphrase");
const wrong = keyOf("f0".repeat(32));
const stream = memoryStream("project", "project", "k");
const planted = "QUINCE-MARMALADE";

const openWith = (path: string, key: DatabaseKey | null) => {
  const store = openSqliteStore({ path, clock: realClock, headsDir: null, key: async () => key });
  onTestFinished(() => store.close());
  return store;
};
/** A database with one planted value, closed. */
const madeWith = async (key: DatabaseKey | null): Promise<string> => {
  const path = join(scratchFolder(), "baton.db");
  const store = openWith(path, key);
  await store.transact(append(stream, [memorySet(planted)]));
  await store.close();
  return path;
};
const holds = (path: string): boolean => readFileSync(path).includes(planted);
const filesBeside = (path: string): readonly string[] => readdirSync(dirname(path)).sort();
const refusal = (message: RegExp, fix: RegExp) =>
  expect.objectContaining({
    name: "StoreUnusable",
    message: expect.stringMatching(message),
    fix: expect.stringMatching(fix),
  });

describe("a key", () => {
  test("of 64 hex digits is the key itself, anything else a passphrase", () => {
    expect(readKey("AB".repeat(32))?.toString()).toBe(`raw:${"AB".repeat(32)}`);
    expect(readKey("four words of a passphrase")?.toString()).toBe("four words of a passphrase");
  });

  test("that is short, or holds a NUL, is none", () => {
    expect(readKey("fifteen letters")).toBeNull();
    expect(readKey(`sixteen letters\0`)).toBeNull();
    expect(readKey("")).toBeNull();
  });
});

describe("an encrypted database", () => {
  test.each([
    ["raw", raw],
    ["passphrase", words],
  ])("is read again with its key (%s), and only with it", async (_name, key) => {
    const path = await madeWith(key);
    expect(fileKind(path)).toBe("encrypted");
    expect(holds(path)).toBe(false);
    const before = readFileSync(path);
    const refused = openWith(path, wrong);
    await expect(refused.state(stream)).rejects.toEqual(
      refusal(/does not open/, /key it was encrypted with/),
    );
    await expect(refused.transact(append(stream, [memorySet("b")]))).rejects.toThrow(/not open/);
    expect(readFileSync(path).equals(before)).toBe(true);
    expect((await openWith(path, key).state(stream)).version).toBe(1);
  });

  test("is refused without a key, before anything is opened", async () => {
    const path = await madeWith(raw);
    await expect(openWith(path, null).state(stream)).rejects.toEqual(
      refusal(/is encrypted, and no key is set/, /BATON_KEY.*set-key-command/),
    );
    expect(filesBeside(path)).toEqual(["baton.db"]);
  });

  test("loses nothing in its log when a wrong key, or none, comes after a crash", async () => {
    const path = await madeWith(words);
    const live = openWith(path, words);
    for (let n = 0; n < 20; n++) await live.transact(append(stream, [memorySet(`${n}`)]));
    const crashed = join(scratchFolder(), "baton.db");
    for (const suffix of ["", "-wal"]) copyFileSync(`${path}${suffix}`, `${crashed}${suffix}`);
    for (const key of [wrong, null]) {
      const refused = openWith(crashed, key);
      await expect(refused.state(stream)).rejects.toThrow(/key/);
      await refused.close();
    }
    const again = openWith(crashed, words);
    expect((await again.state(stream)).version).toBe(21);
    expect(await again.verify()).toMatchObject({ events: 21, faults: [] });
  });

  test("shows a changed byte as damage", async () => {
    const path = await madeWith(raw);
    const bytes = readFileSync(path);
    const middle = Math.floor(bytes.length / 2);
    bytes.writeUInt8(bytes.readUInt8(middle) ^ 1, middle);
    writeFileSync(path, bytes);
    expect(await openWith(path, raw).integrity()).toEqual(["a page is not what was written to it"]);
  });

  test("shows pages that changed places as damage", async () => {
    const path = await madeWith(raw);
    const bytes = readFileSync(path);
    const size = bytes.readUInt16BE(16);
    const middle = size * Math.floor(bytes.length / size / 2);
    const one = bytes.subarray(middle, middle + size);
    const two = bytes.subarray(middle + size, middle + 2 * size);
    const swapped = [bytes.subarray(0, middle), two, one, bytes.subarray(middle + 2 * size)];
    writeFileSync(path, Buffer.concat(swapped));
    expect(await openWith(path, raw).integrity()).toEqual(["a page is not what was written to it"]);
  });

  test("may be created by several processes at the same moment", async () => {
    const path = join(scratchFolder(), ".baton", "baton.db");
    const openOnly = new URL("./child/open-only.ts", import.meta.url);
    const children = ["orch_1", "orch_2", "orch_3"].map((id) =>
      runChild(openOnly, path, id, "four words of a passphrase"),
    );
    await Promise.all(children.map((child) => child.line((line) => line === "ready")));
    for (const child of children) child.process.stdin?.write("go\n");
    expect(await Promise.all(children.map(({ ended }) => ended))).toEqual([0, 0, 0]);
    expect(new Set(children.map(({ lines }) => lines[1])).size).toBe(1);
    expect(await openWith(path, words).verify()).toMatchObject({ streams: 3, faults: [] });
  });

  test("is rebuilt, compared and mended in memory", async () => {
    const path = await madeWith(raw);
    const db = openerFor(raw).open(path);
    db.exec("UPDATE memory SET value = '\"other\"'");
    db.close();
    const store = openWith(path, raw);
    expect((await store.rebuild({ repair: true })).differences).toEqual([
      "memory project/project/k: value",
    ]);
    expect(await store.rebuild({ repair: false })).toMatchObject({ differences: [] });
  });
});

describe("a database that is not encrypted", () => {
  test("is refused while a key is set, and left as it is", async () => {
    const path = await madeWith(null);
    expect(holds(path)).toBe(true);
    const before = readFileSync(path);
    await expect(openWith(path, raw).state(stream)).rejects.toEqual(
      refusal(/not encrypted/, /baton encrypt/),
    );
    expect(readFileSync(path).equals(before)).toBe(true);
    expect(filesBeside(path)).toEqual(["baton.db"]);
  });
});

// SQLite puts what it may need again into files without a name, which no cipher touches, once it is much.
describe.skipIf(process.platform !== "linux")("what SQLite puts aside", () => {
  const nameless = (): number => {
    const links = readdirSync("/proc/self/fd").flatMap((fd) => {
      try {
        return [readlinkSync(`/proc/self/fd/${fd}`)];
      } catch {
        return [];
      }
    });
    return links.filter((link) => link.endsWith("(deleted)")).length;
  };
  const fill = (db: Db): void => {
    db.exec("CREATE TABLE t (a TEXT)");
    const insert = db.prepare("INSERT INTO t SELECT hex(randomblob(500)) FROM json_each(?)");
    insert.run(JSON.stringify(Array.from({ length: 1_000 }, () => 0)));
  };
  /** Counts while pages of a savepoint are kept, and then while rows are sorted. */
  const during = (db: Db): readonly number[] => {
    const before = nameless();
    fill(db);
    db.exec("BEGIN; UPDATE t SET a = a || 'x'; SAVEPOINT one; UPDATE t SET a = substr(a, 1, 400)");
    const kept = nameless() - before;
    db.exec("ROLLBACK TO one; COMMIT; PRAGMA cache_size = -100");
    const sorted = db.prepare("SELECT a FROM t ORDER BY a").iterate();
    sorted.next();
    const counts = [kept, nameless() - before];
    sorted.return?.();
    db.close();
    return counts;
  };

  test("goes to the disk without a key, and stays in memory with one", async () => {
    expect(during(openerFor(null).open(await madeWith(null)))).toEqual([1, 1]);
    expect(during(openerFor(raw).open(await madeWith(raw)))).toEqual([0, 0]);
  });

  test("is the same for the rows that are derived again", () => {
    const spilled = (db: Db): number => {
      const before = nameless();
      db.exec("PRAGMA cache_size = -100");
      fill(db);
      const count = nameless() - before;
      db.close();
      return count;
    };
    expect(spilled(openerFor(null).scratch())).toBe(1);
    expect(spilled(openerFor(raw).scratch())).toBe(0);
  });
});

describe("a copy", () => {
  test("of an encrypted database is encrypted under the same key, while work goes on", async () => {
    const path = await madeWith(words);
    const live = openWith(path, words);
    await live.transact(append(stream, [memorySet("b")]));
    const copy = join(scratchFolder(), "copy.db");
    expect(await copyDatabase(path, copy, words)).toMatchObject({ streams: 1, events: 2 });
    expect(fileKind(copy)).toBe("encrypted");
    expect(holds(copy)).toBe(false);
    expect(statSync(copy).mode & 0o777).toBe(0o600);
    expect(filesBeside(copy)).toEqual(["copy.db"]);
    expect(await openWith(copy, words).verify()).toMatchObject({ events: 2, faults: [] });
  });

  test("of one that is not, under a key, is encrypted", async () => {
    const copy = join(scratchFolder(), "copy.db");
    await copyDatabase(await madeWith(null), copy, raw);
    expect(holds(copy)).toBe(false);
    expect((await openWith(copy, raw).state(stream)).version).toBe(1);
  });

  test.each([
    ["a wrong key", wrong, /does not open/],
    ["no key", null, /no key is set/],
  ])("is not made with %s", async (_name, key, message) => {
    const copy = join(scratchFolder(), "copy.db");
    await expect(copyDatabase(await madeWith(raw), copy, key)).rejects.toThrow(message);
    expect(filesBeside(copy)).toEqual([]);
  });
});

describe("putting a database under another key", () => {
  const nothing = async (): Promise<void> => {};

  test.each([
    ["encrypting", null, raw],
    ["decrypting", raw, null],
    ["another key", raw, words],
  ])("keeps everything: %s", async (_name, from, to) => {
    const path = await madeWith(from);
    await convertDatabase(path, { from, to }, realClock, nothing);
    expect(fileKind(path)).toBe(to === null ? "plain" : "encrypted");
    expect(holds(path)).toBe(to === null);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(filesBeside(path)).toEqual(["baton.db"]);
    const store = openWith(path, to);
    expect(await store.verify()).toMatchObject({ events: 1, faults: [] });
    expect(await store.integrity()).toEqual([]);
    expect(await store.rebuild({ repair: false })).toMatchObject({ differences: [] });
    await store.transact(append(stream, [memorySet("b")]));
  });

  test("is refused while others have it open, and changes nothing", async () => {
    const path = await madeWith(words);
    const live = openWith(path, words);
    expect((await live.state(stream)).version).toBe(1);
    await expect(
      convertDatabase(path, { from: words, to: raw }, realClock, nothing),
    ).rejects.toMatchObject({ message: expect.stringContaining("have") });
    await live.transact(append(stream, [memorySet("b")]));
    await live.close();
    expect((await openWith(path, words).state(stream)).version).toBe(2);
    expect(readdirSync(dirname(path)).filter((name) => name.endsWith(".part"))).toEqual([]);
  });

  test("leaves the old file when the new one is found wanting, or the key is wrong", async () => {
    const path = await madeWith(raw);
    const fail = async (): Promise<void> => {
      throw new Error("not sound");
    };
    await expect(convertDatabase(path, { from: raw, to: words }, realClock, fail)).rejects.toThrow(
      "not sound",
    );
    await expect(
      convertDatabase(path, { from: wrong, to: words }, realClock, nothing),
    ).rejects.toThrow(/does not open/);
    expect(filesBeside(path)).toEqual(["baton.db"]);
    expect((await openWith(path, raw).state(stream)).version).toBe(1);
  });

  test("lets nobody write into the file that is about to go", async () => {
    const path = await madeWith(words);
    const rival = openWith(path, words);
    let late: Promise<unknown> = Promise.resolve();
    await convertDatabase(path, { from: words, to: raw }, realClock, async () => {
      late = rival.transact(append(stream, [memorySet("late")])).catch((error) => error);
      await new Promise((resolve) => setTimeout(resolve, 100));
    });
    expect(await late).toMatchObject({ name: "StoreUnusable" });
    expect((await openWith(path, raw).state(stream)).version).toBe(1);
  });

  test("that is killed leaves the old file as good as it was", async () => {
    const path = await madeWith(null);
    const child = runChild(new URL("./child/convert.ts", import.meta.url), path, "0f".repeat(32));
    await child.line((line) => line === "checking");
    child.process.kill("SIGKILL");
    await child.ended;
    const store = openWith(path, null);
    expect(await store.verify()).toMatchObject({ events: 1, faults: [] });
    await store.transact(append(stream, [memorySet("b")]));
    await store.close();
    await convertDatabase(path, { from: null, to: raw }, realClock, nothing);
    expect((await openWith(path, raw).state(stream)).version).toBe(2);
  });

  test("is done to the file itself where a link leads to it", async () => {
    const path = await madeWith(null);
    const link = join(scratchFolder(), "link.db");
    symlinkSync(path, link);
    await convertDatabase(link, { from: null, to: raw }, realClock, nothing);
    expect(fileKind(path)).toBe("encrypted");
    expect((await openWith(link, raw).state(stream)).version).toBe(1);
  });

  test("of another program's is refused", async () => {
    const path = join(scratchFolder(), "theirs.db");
    writeFileSync(path, "");
    const theirs = connectFile(path);
    theirs.exec("CREATE TABLE theirs (x)");
    theirs.close();
    await expect(
      convertDatabase(path, { from: null, to: raw }, realClock, nothing),
    ).rejects.toThrow(/none of Baton's/);
    expect(fileKind(path)).toBe("plain");
  });
});
