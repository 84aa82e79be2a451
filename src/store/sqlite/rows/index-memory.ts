import type { MemoryRow } from "../../../core/project/row.ts";
import { stringsIn } from "../../search-words.ts";
import { type Db, once } from "../db.ts";

/** Finds the JSON text of a large value. */
export type ReadBlob = (sha256: string) => string | null;

/** Puts the words of a memory row into the search index, in the place of the row's former words. */
export const indexMemory = (db: Db, readBlob: ReadBlob) => {
  const sql = once(() =>
    db.prepare<[number, string, string, string]>(
      "INSERT OR REPLACE INTO memory_text (rowid, key, tags, value) VALUES (?, ?, ?, ?)",
    ),
  );
  const words = (value: MemoryRow["value"]): string => {
    if (value.kind === "inline") return stringsIn(value.value);
    const text = readBlob(value.sha256);
    return text === null ? "" : stringsIn(JSON.parse(text));
  };
  return (id: number, row: Pick<MemoryRow, "key" | "tags" | "value">): void => {
    sql().run(id, row.key, row.tags.join("\n"), words(row.value));
  };
};
