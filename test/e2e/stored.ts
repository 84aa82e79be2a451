import { existsSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import type { ScratchProject } from "./project-in.ts";

/** How many rows each table of the project's database has; empty when there is no database. */
export const rowsStored = (project: ScratchProject): Readonly<Record<string, number>> => {
  const path = join(project.root, ".baton/baton.db");
  if (!existsSync(path)) return {};
  const db = new Database(path, { readonly: true });
  try {
    const names = db
      .prepare<[], string>("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")
      .pluck()
      .all();
    return Object.fromEntries(
      names.map((name) => [
        name,
        db.prepare<[], number>(`SELECT count(*) FROM "${name}"`).pluck().get() ?? 0,
      ]),
    );
  } finally {
    db.close();
  }
};
