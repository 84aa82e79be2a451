import type { MemoryRow } from "../../core/project/row.ts";
import type { Db } from "./db.ts";
import { derivedTables, searchIndexes } from "./derived-tables.ts";
import type { Operations } from "./operations.ts";
import { indexExecution, indexLearning } from "./rows/index-brain.ts";
import { indexMemory } from "./rows/index-memory.ts";

/** Puts the rows of a scratch database in the place of the kept ones; the caller holds the transaction. */
export const replaceDerived = (scratch: Db, kept: Db, ops: Operations): void => {
  for (const table of derivedTables) {
    const columns = [...table.key, ...table.columns];
    const read = scratch.prepare<[], (string | number | null)[]>(
      // By rowid where there is one: rows that came first must come first again.
      `SELECT ${columns.join(", ")} FROM main.${table.name} ${withoutRowid.has(table.name) ? "" : "ORDER BY rowid"}`,
    );
    const insert = kept.prepare<(string | number | null)[]>(
      `INSERT INTO ${table.name} (${columns.join(", ")}) VALUES (${columns.map(() => "?").join(", ")})`,
    );
    kept.prepare(`DELETE FROM ${table.name}`).run();
    for (const row of read.raw().iterate()) insert.run(...row);
  }
  for (const index of Object.values(searchIndexes)) {
    kept.prepare(`INSERT INTO ${index} (${index}) VALUES ('delete-all')`).run();
  }
  indexMemories(kept, ops);
  indexBrain(kept);
};

const indexMemories = (kept: Db, ops: Operations): void => {
  const index = indexMemory(kept, ops.readBlob);
  const memory = kept.prepare<[], { id: number; key: string; tags: string; value: string }>(
    "SELECT id, key, tags, value FROM memory",
  );
  for (const { id, key, tags, value } of memory.all()) {
    const parsed: Pick<MemoryRow, "tags" | "value"> = {
      tags: JSON.parse(tags),
      value: JSON.parse(value),
    };
    index(id, { key, ...parsed });
  }
};

const indexBrain = (kept: Db): void => {
  const execution = indexExecution(kept);
  const executions = kept.prepare<[], Parameters<typeof execution>[1] & { readonly id: number }>(
    "SELECT id, title, task, result FROM execution",
  );
  for (const row of executions.all()) execution(row.id, row);
  const learning = indexLearning(kept);
  const learnings = kept.prepare<[], { id: number; text: string }>("SELECT id, text FROM learning");
  for (const { id, text } of learnings.all()) learning(id, text);
};

const withoutRowid: ReadonlySet<string> = new Set(["timer", "agent_record"]);
