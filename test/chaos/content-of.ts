import { createHash } from "node:crypto";
import { createRequire } from "node:module";

const Database: typeof import("better-sqlite3") = createRequire(import.meta.url)("better-sqlite3");

/**
 * Tables in which doctor does not find a flipped bit: kept replies and messages on their way have no hash, and a snapshot has one
 * by which whoever reads it passes it by. Search indexes, which are made of others' rows, are left out as well.
 */
const unhashed: ReadonlySet<string> = new Set(["command", "outbox", "snapshot"]);

/** A digest of every row doctor vouches for; what the database says instead where it cannot be read. */
export const contentOf = (path: string): string => {
  const db = new Database(path, { readonly: true });
  try {
    const hash = createHash("sha256");
    const tables = db
      .prepare<[], string>(
        "SELECT name FROM pragma_table_list WHERE type = 'table' AND schema = 'main' ORDER BY name",
      )
      .pluck()
      .all()
      .filter((table) => !unhashed.has(table));
    for (const table of tables) {
      for (const row of db.prepare(`SELECT * FROM "${table}"`).raw().iterate()) {
        hash.update(JSON.stringify([table, row]));
      }
    }
    return hash.digest("hex");
  } catch (error) {
    return String(error);
  } finally {
    db.close();
  }
};
