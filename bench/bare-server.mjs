// What Baton is measured against: the plainest server one can build of the same parts. Plain JavaScript, so that
// it starts without a compiler, as the built product does. Usage: node bare-server.mjs DATABASE
import { McpServer } from "@modelcontextprotocol/server";
import { serveStdio } from "@modelcontextprotocol/server/stdio";
import Database from "better-sqlite3";
import * as z from "zod";

const db = new Database(process.argv[2]);
db.pragma("journal_mode = WAL");
db.pragma("synchronous = FULL");
db.exec(`
  CREATE TABLE IF NOT EXISTS event (position INTEGER PRIMARY KEY, key TEXT NOT NULL, at INTEGER NOT NULL, data TEXT NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS item (key TEXT PRIMARY KEY, value TEXT NOT NULL, version INTEGER NOT NULL) STRICT;
`);
const append = db.prepare("INSERT INTO event (key, at, data) VALUES (?, ?, ?)");
const update = db.prepare(
  `INSERT INTO item (key, value, version) VALUES (?, ?, 1)
   ON CONFLICT (key) DO UPDATE SET value = excluded.value, version = item.version + 1 RETURNING version`,
);
const write = db.transaction((key, value) => {
  append.run(key, Date.now(), value);
  return update.get(key, value).version;
});

const answer = (content) => ({
  content: [{ type: "text", text: JSON.stringify(content) }],
  structuredContent: content,
});

serveStdio(() => {
  const server = new McpServer({ name: "bare", version: "1.0.0" });
  server.registerTool(
    "write",
    {
      description: "Appends an event and updates a row in one durable transaction.",
      inputSchema: z.object({ key: z.string(), value: z.unknown() }),
      outputSchema: z.object({ key: z.string(), version: z.int() }),
    },
    ({ key, value }) => answer({ key, version: write(key, JSON.stringify(value)) }),
  );
  server.registerTool(
    "echo",
    {
      description: "Gives back what it gets.",
      inputSchema: z.object({ text: z.string() }),
      outputSchema: z.object({ text: z.string() }),
    },
    ({ text }) => answer({ text }),
  );
  return server;
});
