import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { StoreUnusable } from "../../src/core/port/store-error.ts";
import { memoryStream } from "../../src/core/state/stream-state.ts";
import { sha256 } from "../../src/store/sha256.ts";
import { connectFile } from "../../src/store/sqlite/connect-file.ts";
import { initial } from "../../src/store/sqlite/migrations/0001-initial.ts";
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
const modeOf = (path: string) => (statSync(path).mode & 0o777).toString(8);
const unusable = (message: RegExp) =>
  expect.objectContaining({ name: "StoreUnusable", message: expect.stringMatching(message) });

describe("the place of a SQLite store", () => {
  test("is not touched by reads, however many", async () => {
    const folder = scratchFolder();
    const store = openIn(join(folder, ".baton", "baton.db"), { headsDir: join(folder, "heads") });
    await store.state(key);
    await store.workflows({ open: true, limit: 9, offset: 0 });
    await store.verify();
    await store.rebuild({ repair: true });
    await store.changeToken();
    await store.close();
    expect(readdirSync(folder)).toEqual([]);
  });

  test("is made by the first commit, for this user only and ignored by git", async () => {
    const folder = join(scratchFolder(), ".baton");
    const path = join(folder, "baton.db");
    const store = openIn(path);
    await store.transact(append(key, [memorySet("a")]));
    expect(modeOf(folder)).toBe("700");
    expect(modeOf(path)).toBe("600");
    expect(modeOf(`${path}-wal`)).toBe("600");
    expect(modeOf(`${path}-shm`)).toBe("600");
    expect(readFileSync(join(folder, ".gitignore"), "utf8")).toBe("*\n");
    expect(await store.exists()).toBe(true);
  });

  test("gets no .gitignore when it is a folder of someone else's", async () => {
    const folder = scratchFolder();
    await openIn(join(folder, "some.db")).transact(append(key, [memorySet("a")]));
    expect(existsSync(join(folder, ".gitignore"))).toBe(false);
  });

  test("keeps a .gitignore that is there", async () => {
    const folder = join(scratchFolder(), ".baton");
    mkdirSync(folder);
    writeFileSync(join(folder, ".gitignore"), "baton.db*\n");
    await openIn(join(folder, "baton.db")).transact(append(key, [memorySet("a")]));
    expect(readFileSync(join(folder, ".gitignore"), "utf8")).toBe("baton.db*\n");
  });

  test("leaves nothing but the database after a close", async () => {
    const folder = scratchFolder();
    const store = openIn(join(folder, "baton.db"));
    await store.transact(append(key, [memorySet("a")]));
    await store.close();
    expect(readdirSync(folder)).toEqual(["baton.db"]);
  });

  test("that is a file of something else is refused and left alone", async () => {
    const path = join(scratchFolder(), "baton.db");
    writeFileSync(
      path,
      "# not a database, but a text that is long enough to look like one\n".repeat(20),
    );
    const store = openIn(path);
    await expect(store.state(key)).rejects.toEqual(unusable(/not a SQLite database/));
    await expect(store.transact(append(key, [memorySet("a")]))).rejects.toBeInstanceOf(
      StoreUnusable,
    );
    expect(readFileSync(path, "utf8")).toMatch(/^# not/);
  });

  test("that is another program's database is refused", async () => {
    const path = join(scratchFolder(), "baton.db");
    new Database(path).exec("CREATE TABLE theirs (x)").close();
    await expect(openIn(path).state(key)).rejects.toEqual(unusable(/another program/));
  });

  test.each([
    "before",
    "after",
  ])("is Baton's when another process makes it just %s a look at it", async (when) => {
    const path = join(scratchFolder(), "baton.db");
    let made = false;
    const make = (): void => {
      if (made) return;
      made = true;
      const rival = new Database(path);
      rival.exec(
        `BEGIN; PRAGMA application_id = 1113683055;
        CREATE TABLE migration (number INTEGER PRIMARY KEY, sha256 TEXT NOT NULL, at INTEGER NOT NULL) STRICT;
        INSERT INTO migration VALUES (1, '', 0); ${initial}
        INSERT INTO meta VALUES ('database_id', 'rival'); COMMIT`,
      );
      rival.close();
    };
    const store = openIn(path, {
      connect: (file) => {
        const db = connectFile(file);
        const look = db.pragma.bind(db);
        db.pragma = (source, options) => {
          if (source !== "application_id") return look(source, options);
          if (when === "before") make();
          const id = look(source, options);
          make();
          return id;
        };
        return db;
      },
    });
    await store.transact(append(key, [memorySet("a")]));
    expect(made).toBe(true);
    expect(await store.events(key, 0, 9)).toHaveLength(1);
  });

  test("that a newer Baton wrote is refused", async () => {
    const path = join(scratchFolder(), "baton.db");
    const store = openIn(path);
    await store.transact(append(key, [memorySet("a")]));
    await store.close();
    const db = new Database(path);
    db.exec("INSERT INTO migration VALUES (999, '', 0)");
    db.close();
    await expect(openIn(path).state(key)).rejects.toEqual(unusable(/newer Baton/));
  });

  test("that cannot be made is told by name", async () => {
    const folder = scratchFolder();
    writeFileSync(join(folder, "file"), "");
    const store = openIn(join(folder, "file", "baton.db"));
    await expect(store.transact(append(key, [memorySet("a")]))).rejects.toEqual(
      unusable(/could not be (made|opened)/),
    );
  });
});

describe("a file that goes away under a running server", () => {
  const written = async () => {
    const path = join(scratchFolder(), "baton.db");
    const store = openIn(path);
    await store.transact(append(key, [memorySet("a")]));
    return { path, store };
  };
  const aside = (path: string): void => {
    for (const suffix of ["", "-wal", "-shm"]) renameSync(path + suffix, `${path}.old${suffix}`);
  };

  test.each([
    ["deleted", (path: string) => rmSync(path)],
    ["moved", (path: string) => renameSync(path, `${path}.old`)],
    [
      "replaced",
      (path: string) => {
        renameSync(path, `${path}.old`);
        writeFileSync(path, readFileSync(`${path}.old`));
      },
    ],
    ["its log deleted", (path: string) => rmSync(`${path}-wal`)],
    ["its index deleted", (path: string) => rmSync(`${path}-shm`)],
  ])("is noticed before a commit is acknowledged: %s", async (_, harm) => {
    const { path, store } = await written();
    harm(path);
    await expect(store.transact(append(key, [memorySet("b")]))).rejects.toEqual(
      unusable(/deleted or replaced/),
    );
  });

  test("while it is being opened is noticed before a commit is acknowledged", async () => {
    const path = join(scratchFolder(), "baton.db");
    const store = openIn(path, {
      connect: (file) => {
        const db = connectFile(file);
        const prepare = db.prepare.bind(db);
        const last = (sql: string) => {
          if (sql.includes("database_id")) rmSync(file, { force: true });
          return prepare(sql);
        };
        return Object.assign(db, { prepare: last });
      },
    });
    await expect(store.transact(append(key, [memorySet("a")]))).rejects.toEqual(
      unusable(/deleted or replaced/),
    );
  });

  test("while a commit is under way is noticed before it is acknowledged", async () => {
    const path = join(scratchFolder(), "baton.db");
    let harm = () => {};
    const store = openIn(path, {
      connect: (file) => {
        const db = connectFile(file);
        const prepare = db.prepare.bind(db);
        const hurt = (sql: string) => {
          const statement = prepare(sql);
          const run = statement.run.bind(statement);
          return Object.assign(statement, {
            run: (...args: unknown[]) => {
              const result = run(...args);
              if (sql === "COMMIT") harm();
              return result;
            },
          });
        };
        return Object.assign(db, { prepare: hurt });
      },
    });
    await store.transact(append(key, [memorySet("a")]));
    harm = () => rmSync(path, { force: true });
    await expect(store.transact(append(key, [memorySet("b")]))).rejects.toEqual(
      unusable(/cannot be read back/),
    );
  });

  test("is noticed by reads within a moment", async () => {
    const { path, store } = await written();
    rmSync(path);
    await new Promise((resolve) => setTimeout(resolve, 300));
    await expect(store.state(key)).rejects.toEqual(unusable(/deleted or replaced/));
    await expect(store.state(key)).rejects.toEqual(unusable(/deleted or replaced/));
  });

  test("is not made anew, and opened again when it is back", async () => {
    const { path, store } = await written();
    const set = (value: string) => store.transact(append(key, [memorySet(value)]));
    renameSync(path, `${path}.old`);
    for (const value of ["b", "c"]) {
      await expect(set(value)).rejects.toEqual(unusable(/deleted or replaced/));
      expect(existsSync(path)).toBe(false);
    }
    renameSync(`${path}.old`, path);
    expect(await set("d")).toMatchObject({ version: 2 });
  });

  test.each([
    ["log", ["-wal"]],
    ["index", ["-shm"]],
    ["log and index", ["-wal", "-shm"]],
  ])("is opened again by all who have it open when its %s went, and nothing is lost", async (_, gone) => {
    const { path, store } = await written();
    const other = openIn(path);
    await other.transact(append(key, [memorySet("b")]));
    for (const suffix of gone) rmSync(path + suffix);
    const set = (of: typeof store, value: string) => of.transact(append(key, [memorySet(value)]));
    await Promise.all([
      expect(set(store, "c")).rejects.toEqual(unusable(/deleted or replaced/)),
      expect(set(other, "d")).rejects.toEqual(unusable(/deleted or replaced/)),
    ]);
    expect(await set(store, "e")).toMatchObject({ version: 3 });
    expect(await set(other, "f")).toMatchObject({ version: 4 });
    expect(await openIn(path).verify()).toMatchObject({ events: 4, faults: [] });
  });

  test("is not opened while another still writes into a log that was deleted", async () => {
    const { path, store } = await written();
    const other = openIn(path);
    await other.state(key);
    rmSync(`${path}-wal`);
    const set = (of: typeof store, value: string) => of.transact(append(key, [memorySet(value)]));
    await expect(set(store, "b")).rejects.toEqual(unusable(/deleted or replaced/));
    await expect(set(store, "b")).rejects.toEqual(unusable(/deleted or replaced/));
    expect(existsSync(`${path}-wal`)).toBe(false);
    await other.close();
    expect(await set(store, "b")).toMatchObject({ version: 2 });
  });

  test("is left for the one that took its place, of which nothing is known yet", async () => {
    const { path, store } = await written();
    const rival = join(scratchFolder(), "baton.db");
    const other = openIn(rival);
    await other.transact(append(key, [memorySet("theirs")]));
    await other.close();
    const token = await store.changeToken();
    aside(path);
    renameSync(rival, path);
    await expect(store.transact(append(key, [memorySet("b")]))).rejects.toEqual(
      unusable(/deleted or replaced/),
    );
    expect(await store.state(key)).toMatchObject({ version: 1, value: { value: "theirs" } });
    expect(await store.changeToken()).not.toBe(token);
    expect(await store.transact(append(key, [memorySet("c")]))).toMatchObject({ version: 2 });
  });

  test("is not replaced while the log of the former one lies there", async () => {
    const { path, store } = await written();
    renameSync(path, `${path}.old`);
    writeFileSync(path, readFileSync(`${path}.old`));
    const set = () => store.transact(append(key, [memorySet("b")]));
    await expect(set()).rejects.toEqual(unusable(/deleted or replaced/));
    await expect(set()).rejects.toMatchObject({ fix: expect.stringContaining("-wal away") });
  });
});

test("a file that could only be read when it was opened is written to once that is allowed", async () => {
  const path = join(scratchFolder(), "baton.db");
  const first = openIn(path);
  await first.transact(append(key, [memorySet("a")]));
  let readonly = true;
  const store = openIn(path, {
    connect: (file) => (readonly ? new Database(file, { readonly }) : connectFile(file)),
  });
  const set = () => store.transact(append(key, [memorySet("b")]));
  await expect(set()).rejects.toEqual(unusable(/cannot be written to/));
  readonly = false;
  expect(await set()).toMatchObject({ version: 2 });
});

test.each([
  ["an event", "UPDATE event SET actor = '{#'"],
  ["a derived row", "UPDATE memory SET tags = '[#'"],
])("a text that was damaged in %s is told as that", async (_, damage) => {
  const path = join(scratchFolder(), "baton.db");
  const first = openIn(path);
  await first.transact(append(key, [memorySet("a")]));
  await first.close();
  const db = new Database(path);
  db.exec(damage);
  db.close();
  const store = openIn(path);
  const read = Promise.all([
    store.events(key, 0, 9),
    store.memory({ scope: "project", owner: "project", now: 0, limit: 9, offset: 0 }),
  ]);
  await expect(read).rejects.toEqual(unusable(/text that was damaged/));
});

test("a large value that was damaged is told as that, and not given out", async () => {
  const path = join(scratchFolder(), "baton.db");
  const first = openIn(path);
  const text = JSON.stringify("large ".repeat(2_000));
  const blob = { sha256: sha256(text), text };
  await first.transact({ ...append(key, [memorySet("a")]), blobs: [blob] });
  expect(await first.blob(blob.sha256)).toBe(text);
  await first.close();
  const db = new Database(path);
  db.exec("UPDATE blob SET text = replace(text, 'large', 'small')");
  db.close();
  await expect(openIn(path).blob(blob.sha256)).rejects.toEqual(unusable(/text that was damaged/));
});

test("a database is not made anew beside the log of one that is missing", async () => {
  const path = join(scratchFolder(), "baton.db");
  writeFileSync(`${path}-wal`, "what was saved last");
  const store = openIn(path);
  await expect(store.transact(append(key, [memorySet("a")]))).rejects.toEqual(
    unusable(/log .* is there/),
  );
  expect(readFileSync(`${path}-wal`, "utf8")).toBe("what was saved last");
});

describe("a network file system", () => {
  const linux = (type: number, mounts = "") => ({
    platform: "linux",
    typeOf: () => type,
    mounts: () => mounts,
  });
  const mount = (point: string, type: string) => `36 35 98:0 / ${point} rw - ${type} source rw`;

  test.each([
    ["NFS", 0x6969],
    ["SMB", 0x517b],
    ["CIFS", 0xff534d42],
    ["CIFS, as a negative number", 0xff534d42 | 0],
    ["SMB 2", 0xfe534d42],
    ["9p", 0x01021997],
  ])("is refused and nothing is made there: %s", async (_, type) => {
    const folder = scratchFolder();
    const store = openIn(join(folder, ".baton", "baton.db"), { fileSystem: linux(type) });
    await expect(store.transact(append(key, [memorySet("a")]))).rejects.toEqual(
      unusable(/network file system/),
    );
    expect(readdirSync(folder)).toEqual([]);
  });

  test("is allowed to those who say so", async () => {
    const path = join(scratchFolder(), "baton.db");
    const store = openIn(path, { fileSystem: linux(0x6969), allowNetworkFileSystem: true });
    expect(await store.transact(append(key, [memorySet("a")]))).toMatchObject({ version: 1 });
  });

  test("through FUSE is told from a local one by the mount's type", async () => {
    const folder = scratchFolder();
    const unit = append(key, [memorySet("a")]);
    const under = (mounts: readonly string[], name: string) =>
      openIn(join(folder, name), { fileSystem: linux(0x65735546, mounts.join("\n")) }).transact(
        unit,
      );
    const root = mount("/", "ext4");
    await expect(under([root, mount(folder, "fuse.sshfs")], "a.db")).rejects.toEqual(
      unusable(/sshfs/),
    );
    await expect(under([root, mount(folder, "fuseblk")], "b.db")).resolves.toBeDefined();
    await expect(
      under([mount("/", "fuse.sshfs"), mount(folder, "fuse.mergerfs")], "c.db"),
    ).resolves.toBeDefined();
  });

  test("is not looked for on a local disk", async () => {
    const path = join(scratchFolder(), "baton.db");
    const store = openIn(path, { fileSystem: linux(0xef53) });
    expect(await store.transact(append(key, [memorySet("a")]))).toMatchObject({ version: 1 });
  });
});
