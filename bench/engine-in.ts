import { createHash } from "node:crypto";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { createAgentRegistry } from "../src/agents/agent-registry.ts";
import type { JsonObject } from "../src/core/json.ts";
import type { Answer } from "../src/engine/answer.ts";
import { createEngine, type Engine } from "../src/engine/engine.ts";
import type { Caller, EngineClock, Workplace } from "../src/engine/ports.ts";
import { packageRoot } from "../src/server/package-info.ts";
import { connectFile } from "../src/store/sqlite/connect-file.ts";
import type { Db } from "../src/store/sqlite/db.ts";
import { openSqliteStore } from "../src/store/sqlite/open-sqlite-store.ts";

/** Who calls in the bench. */
export const caller: Caller = {
  actor: { kind: "agent", name: "generator" },
  session: "generator",
  holder: null,
  command: null,
};

/** The real engine on the real store in a folder, without a server around it. */
export const engineIn = (
  folder: string,
  clock: EngineClock,
): { readonly engine: Engine; readonly db: () => Db | undefined } => {
  mkdirSync(folder, { recursive: true });
  let db: Db | undefined;
  const store = openSqliteStore({
    path: join(folder, "baton.db"),
    clock,
    headsDir: join(folder, "heads"),
    connect: (path) => {
      db = connectFile(path);
      return db;
    },
  });
  const engine = createEngine({
    store,
    clock,
    agents: createAgentRegistry({
      sources: [{ source: "packaged", dir: join(packageRoot, "agents") }],
      monotonic: () => performance.now(),
      recheckMs: Number.POSITIVE_INFINITY,
    }),
    workplace,
    sha256: (text) => createHash("sha256").update(text).digest("hex"),
    // The brief is thrown away here, so its length need not be known.
    tokens: (text) => text.length / 4,
    secretIn: () => null,
    plugin: false,
    templates: { names: () => [], read: () => null },
  });
  return { engine, db: () => db };
};

/** What the engine answered; throws when it refused. */
export const ask = async (answer: Promise<Answer>): Promise<JsonObject> => {
  const given = await answer;
  if (given.type === "refused") throw new Error(`${given.code}: ${given.message}`);
  return given.content;
};

/** Every file an agent names is there; nothing is read from the disk. */
const workplace: Workplace = {
  inspect: async () => ({ exists: true, sha256: "0".repeat(64), bytes: 4096, root: "/project" }),
  git: async () => null,
  people: async () => [],
  price: async () => null,
  limits: async () => ({ pools: {}, parallelAgents: 1000 }),
  checkNames: async () => [],
  runCheck: async (name) => ({ name, exitCode: null, tail: "no checks here" }),
  isAlive: () => true,
};
