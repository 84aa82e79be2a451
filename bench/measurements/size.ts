import { createRequire } from "node:module";
import { join } from "node:path";
import type { Measurement } from "../measurement.ts";
import { rowAlone } from "../table.ts";

const require = createRequire(import.meta.url);

/** Tables of the history itself; almost all others are derived from it. */
const history = ["event", "stream", "blob", "snapshot"];

/** What the disk holds for each event, in the large database. */
export const size: Measurement = {
  name: "size",
  run: async ({ launches }) => {
    const { full } = await launches();
    const Database: typeof import("better-sqlite3") = require("better-sqlite3");
    const db = new Database(join(full.cwd, ".baton", "baton.db"), { readonly: true });
    const one = (sql: string): number => db.prepare<[], number>(sql).pluck().get() ?? 0;
    const events = one("SELECT max(position) FROM event");
    const bytes = new Map(
      db
        .prepare<[], { table: string; bytes: number }>(
          `SELECT s.tbl_name AS "table", sum(d.pgsize) AS bytes
           FROM dbstat d JOIN sqlite_schema s ON s.name = d.name GROUP BY s.tbl_name`,
        )
        .all()
        .map((row) => [row.table, row.bytes]),
    );
    const pages = one("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size");
    const workflows = one("SELECT count(*) FROM workflow");
    db.close();
    const kept = history.reduce((sum, table) => sum + (bytes.get(table) ?? 0), 0);
    const row = (name: string, of: number) => rowAlone(name, "bytes", Math.round(of / events));
    return [
      {
        title: `Bytes an event, of ${count(events)} events in ${count(workflows)} workflows`,
        subject: "an event",
        against: "",
        rows: [
          row("the whole file", pages),
          row("events, streams and their indexes", kept),
          row("derived rows and search indexes", pages - kept),
        ],
      },
    ];
  },
};

const count = (value: number): string => value.toLocaleString("en");
