import type { Db } from "./db.ts";
import { type DerivedTable, derivedTables, searchIndexes } from "./derived-tables.ts";

/** More lines than this are not told. */
const maxLines = 20;

type Cells = Record<string, string | number | null>;

/**
 * Compares the derived tables of a scratch database (`main`) with the kept ones (`kept`) as sets. Each line names table,
 * key and fields, and no content.
 */
export const compareDerived = (db: Db): readonly string[] => {
  const lines: string[] = [];
  for (const table of derivedTables) {
    if (lines.length < maxLines) lines.push(...compareTable(db, table, maxLines - lines.length));
  }
  for (const [table, index] of Object.entries(searchIndexes)) {
    if (lines.length < maxLines && !sameWords(db, index)) {
      lines.push(`${index}: the words of the search index differ from the ${table} rows`);
    }
  }
  return lines;
};

const compareTable = (db: Db, table: DerivedTable, limit: number): readonly string[] => {
  const key = table.key.join(", ");
  const all = [...table.key, ...table.columns].join(", ");
  const one = (schema: string): string => `SELECT ${all} FROM ${schema}.${table.name}`;
  const differing = db.prepare<[number], Cells>(
    `SELECT ${key} FROM (${one("main")} EXCEPT ${one("kept")})
     UNION SELECT ${key} FROM (${one("kept")} EXCEPT ${one("main")}) LIMIT ?`,
  );
  const where = table.key.map((column) => `${column} = :${column}`).join(" AND ");
  const derived = db.prepare<Cells, Cells>(`${one("main")} WHERE ${where}`);
  const kept = db.prepare<Cells, Cells>(`${one("kept")} WHERE ${where}`);
  return differing.all(limit).map((cells) => {
    const name = `${table.name} ${Object.values(cells).join("/")}`;
    const should = derived.get(cells);
    const is = kept.get(cells);
    if (is === undefined) return `${name}: missing`;
    if (should === undefined) return `${name}: follows from no event`;
    return `${name}: ${table.columns.filter((column) => is[column] !== should[column]).join(", ")}`;
  });
};

/** The index keeps no text, but how often each word occurs in which column. */
const sameWords = (db: Db, index: string): boolean => {
  db.exec(`CREATE VIRTUAL TABLE temp.derived_words USING fts5vocab ('main', '${index}', 'col');
    CREATE VIRTUAL TABLE temp.kept_words USING fts5vocab ('kept', '${index}', 'col');`);
  try {
    const differing = db.prepare<[], number>(
      `SELECT count(*) FROM (
         SELECT * FROM (SELECT * FROM derived_words EXCEPT SELECT * FROM kept_words)
         UNION ALL SELECT * FROM (SELECT * FROM kept_words EXCEPT SELECT * FROM derived_words) LIMIT 1)`,
    );
    return differing.pluck().get() === 0;
  } finally {
    db.exec("DROP TABLE temp.derived_words; DROP TABLE temp.kept_words");
  }
};
