import { createHash } from "node:crypto";
import { createRequire } from "node:module";

const Database: typeof import("better-sqlite3") = createRequire(import.meta.url)("better-sqlite3");

/** A digest of every row of every table of a database; what it says instead where it cannot be read. */
export const contentOf = (path: string): string => {
  const db = new Database(path, { readonly: true });
  try {
    const hash = createHash("sha256");
    const tables = db
      .prepare<[], string>("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")
      .pluck()
      .all();
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
