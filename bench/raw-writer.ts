import { createRequire } from "node:module";

/** What durable writing costs at the least: an event is appended and a row updated in one transaction with one `fsync`. */
export interface RawWriter {
  write(i: number): void;
  close(): void;
}

const require = createRequire(import.meta.url);

/** Opens the plainest database of that kind; as in bare-server.mjs. Waits for others as SQLite does by itself. */
export const rawWriter = (path: string): RawWriter => {
  const Database: typeof import("better-sqlite3") = require("better-sqlite3");
  const db = new Database(path, { timeout: 60_000 });
  db.pragma("journal_mode = WAL");
  db.pragma("synchronous = FULL");
  db.exec(`
    CREATE TABLE IF NOT EXISTS event (position INTEGER PRIMARY KEY, key TEXT NOT NULL, at INTEGER NOT NULL, data TEXT NOT NULL) STRICT;
    CREATE TABLE IF NOT EXISTS item (key TEXT PRIMARY KEY, value TEXT NOT NULL, version INTEGER NOT NULL) STRICT;
  `);
  const append = db.prepare("INSERT INTO event (key, at, data) VALUES (?, ?, ?)");
  const update = db.prepare(
    `INSERT INTO item (key, value, version) VALUES (?, ?, 1)
     ON CONFLICT (key) DO UPDATE SET value = excluded.value, version = item.version + 1`,
  );
  const begin = db.prepare("BEGIN IMMEDIATE");
  const commit = db.prepare("COMMIT");
  return {
    write: (i) => {
      const key = keyOf(i);
      const text = JSON.stringify(value);
      begin.run();
      append.run(key, Date.now(), text);
      update.run(key, text);
      commit.run();
    },
    close: () => db.close(),
  };
};

/** Both sides write to 50 keys in turn, */
export const keyOf = (i: number): string => `module/${i % 50}`;
/** and this value. */
export const value = {
  owner: "marcus-backend",
  note: "invoices are exported as PDF and CSV",
  seen: 1,
};
