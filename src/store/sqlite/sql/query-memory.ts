import type { MemoryHit, MemoryQuery } from "../../../core/port/query.ts";
import type { MemoryRow } from "../../../core/project/row.ts";
import { ftsQuery } from "../../search-words.ts";
import { type Db, once } from "../db.ts";
import { beyond } from "./beyond.ts";

/** A row of memory as SQLite gives it. */
export interface StoredMemory extends Omit<MemoryRow, "table" | "value" | "tags"> {
  readonly value: string;
  readonly tags: string;
  readonly score: number | null;
}

interface Parameters {
  readonly scope: string;
  readonly owner: string;
  readonly from: string;
  readonly to: string;
  readonly tags: string;
  readonly now: number;
  readonly limit: number;
  readonly offset: number;
}

/** The columns of {@link StoredMemory} but for the score. */
export const memoryColumns = `m.scope, m.owner, m.key, m.value, m.version, m.by, m.at, m.tags, m.expires_at AS expiresAt`;

/** With `m` as the table, along the index of keys; with `+m`, which SQLite does not look up, as a filter. Unseen values: see unseen.ts. */
const conditions = (
  m: "m" | "+m",
): string => `${m}.scope = (SELECT :scope) AND ${m}.owner = (SELECT :owner)
  AND ${m}.key >= :from AND ${m}.key < :to
  AND (m.expires_at IS NULL OR m.expires_at > :now)
  AND (:tags = '[]' OR NOT EXISTS (SELECT 1 FROM json_each(:tags) t
    WHERE t.value NOT IN (SELECT h.value FROM json_each(m.tags) h)))`;

/** Memory by key, prefix, tags or full text; a text without any word finds nothing. */
export const readMemory = (db: Db) => {
  const listed = once(() =>
    db.prepare<Parameters, StoredMemory>(
      `SELECT ${memoryColumns}, NULL AS score FROM memory m WHERE ${conditions("m")}
       ORDER BY m.key LIMIT (SELECT :limit) OFFSET :offset`,
    ),
  );
  // The cross join makes SQLite ask the index once, and not once for each row of the owner. Matches in the key weigh most, then tags, then the value.
  const found = once(() =>
    db.prepare<Parameters & { readonly text: string }, StoredMemory>(
      `SELECT ${memoryColumns}, -bm25(memory_text, 4.0, 2.0, 1.0) AS score
       FROM memory_text CROSS JOIN memory m ON m.id = memory_text.rowid
       WHERE memory_text MATCH :text AND ${conditions("+m")}
       ORDER BY score DESC, m.key LIMIT (SELECT :limit) OFFSET :offset`,
    ),
  );
  return (query: MemoryQuery): readonly MemoryHit[] => {
    const { key, prefix = "" } = query;
    if (key !== undefined && !key.startsWith(prefix)) return [];
    const parameters: Parameters = {
      scope: query.scope,
      owner: query.owner,
      from: key ?? prefix,
      to: key === undefined ? beyond(prefix) : `${key}\0`,
      tags: JSON.stringify(query.tags ?? []),
      now: query.now,
      limit: query.limit,
      offset: query.offset,
    };
    if (query.text === undefined) return listed().all(parameters).map(toHit);
    const text = ftsQuery(query.text);
    return text === null
      ? []
      : found()
          .all({ ...parameters, text })
          .map(toHit);
  };
};

/** A row with its rank. */
export const toHit = ({ score, value, tags, ...row }: StoredMemory): MemoryHit => ({
  row: { table: "memory", ...row, value: JSON.parse(value), tags: JSON.parse(tags) },
  score,
});
