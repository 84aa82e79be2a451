import Database from "better-sqlite3";
import type { Agent } from "../../src/core/agent.ts";

/** The baseline: SQLite's own full-text search (bm25, all fields alike, no stems), any word of the request. */
export const fts5Ranking = (agents: readonly Agent[]): ((request: string) => readonly string[]) => {
  const db = new Database(":memory:");
  db.exec("CREATE VIRTUAL TABLE agent USING fts5(name, description, capabilities, body)");
  const insert = db.prepare(
    "INSERT INTO agent(rowid, name, description, capabilities, body) VALUES (?, ?, ?, ?, ?)",
  );
  agents.forEach(({ name, description, capabilities, body }, at) => {
    insert.run(at, name, description, capabilities.join("\n"), body);
  });
  const select = db
    .prepare<[string], number>(
      "SELECT rowid FROM agent WHERE agent MATCH ? ORDER BY bm25(agent) LIMIT 5",
    )
    .pluck();
  return (request) => {
    const words = request.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
    const query = words.map((word) => `"${word}"`).join(" OR ");
    return select.all(query).map((at) => agents[at]?.name ?? "");
  };
};
