import { createRequire } from "node:module";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, onTestFinished, test } from "vitest";
import { sessionStream } from "../../src/core/state/brain-state.ts";
import { memoryStream } from "../../src/core/state/stream-state.ts";
import { createMemoryStore } from "../../src/store/memory/create-memory-store.ts";
import { openSqliteStore } from "../../src/store/sqlite/open-sqlite-store.ts";
import { append, realClock } from "./commands.ts";
import { created, handoffCreated, memorySet, statusChanged, stepReady } from "./sample-events.ts";
import { scratchFolder } from "./scratch-folder.ts";

const Database: typeof import("better-sqlite3") = createRequire(import.meta.url)("better-sqlite3");

const open = () => {
  const path = join(scratchFolder(), "baton.db");
  const store = openSqliteStore({ path, clock: realClock, headsDir: null });
  onTestFinished(() => store.close());
  return { store, path };
};

describe("full text", () => {
  const inProject = { scope: "project", owner: "project", now: 0, limit: 50, offset: 0 } as const;

  test("takes anything a user may type", async () => {
    const { store } = open();
    await store.transact(append(memoryStream("project", "project", "k"), [memorySet("some text")]));
    const unit = fc.constantFrom(
      '"',
      "'",
      "*",
      "(",
      ")",
      ":",
      "^",
      "-",
      "+",
      "{",
      "}",
      " ",
      "\0",
      "a",
      "NEAR",
      "AND",
      "é",
      "\ud800",
      "日本",
    );
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(fc.string(), fc.string({ unit: "binary" }), fc.string({ unit })),
        async (text) => {
          expect(Array.isArray(await store.memory({ ...inProject, text }))).toBe(true);
        },
      ),
      { numRuns: 500 },
    );
  });

  test("finds each word of what was stored", async () => {
    const { store } = open();
    let n = 0;
    await fc.assert(
      fc.asyncProperty(fc.lorem({ mode: "words", maxCount: 8 }), async (text) => {
        n += 1;
        const key = `k${n}`;
        await store.transact(
          append(memoryStream("project", "project", key), [memorySet({ text })]),
        );
        for (const word of text.split(" ")) {
          const hits = await store.memory({ ...inProject, text: word, limit: 1_000 });
          expect(hits.map(({ row }) => row.key)).toContain(key);
        }
      }),
      { numRuns: 30 },
    );
  });
});

describe("recall", () => {
  const learned = (texts: readonly string[]) =>
    append(sessionStream("s"), [
      { type: "execution_began", execution: "e", agent: "a", task: "t", workflow: null },
      {
        type: "execution_ended",
        execution: "e",
        status: "completed",
        result: null,
        durationMs: null,
        tokensUsed: null,
        learnings: texts,
      },
    ]);
  const query = { kinds: ["learning"], limit: 100, now: 0 } as const;

  test("gives the same with the same ranks as the memory store", async () => {
    const word = fc.constantFrom(
      "cache",
      "caches",
      "cached",
      "tea",
      "team",
      "Ångström",
      "angst",
      "42",
      "한국어",
    );
    const words = fc.array(word, { minLength: 1, maxLength: 6 }).map((each) => each.join(" "));
    await fc.assert(
      fc.asyncProperty(
        fc.array(words, { minLength: 1, maxLength: 12 }),
        words,
        async (texts, text) => {
          const { store } = open();
          const memory = createMemoryStore();
          await Promise.all([store.transact(learned(texts)), memory.transact(learned(texts))]);
          const [kept, meant] = await Promise.all([
            store.recall({ ...query, text }),
            memory.recall({ ...query, text }),
          ]);
          const ranks = new Map(
            kept.map(({ row, score }) => [row.table === "learning" && row.text, score]),
          );
          expect(meant).toHaveLength(kept.length);
          for (const { row, score } of meant) {
            expect(ranks.get(row.table === "learning" && row.text)).toBeCloseTo(score, 9);
          }
        },
      ),
      { numRuns: 40 },
    );
  });

  test("finds what is rare by its rare words, and still something by common ones alone", async () => {
    const { store } = open();
    const common = Array.from({ length: 6_000 }, (_, i) => `the caches of shard ${i} are slow`);
    await store.transact(learned([...common, "the needle is in the caches"]));
    const textsOf = async (text: string) =>
      (await store.recall({ ...query, text, limit: 3 })).map(
        ({ row }) => row.table === "learning" && row.text,
      );
    expect((await textsOf("the caches and the needle"))[0]).toBe("the needle is in the caches");
    expect(await textsOf("the slow caches")).toHaveLength(3);
  });

  test("takes anything a user may type", async () => {
    const { store } = open();
    await store.transact(learned(["some text"]));
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.string(), fc.string({ unit: "binary" })), async (text) => {
        expect(Array.isArray(await store.recall({ ...query, text }))).toBe(true);
        expect(Array.isArray(await store.experience({ text, limit: 5 }))).toBe(true);
      }),
      { numRuns: 300 },
    );
  });
});

test("the queue keeps its order with 100,000 ready handoffs", async () => {
  const { store, path } = open();
  await store.transact(
    append("orch_1", [
      created(),
      statusChanged("running"),
      handoffCreated("orch_1", "s", { priority: "p0" }),
      stepReady("s"),
    ]),
  );
  const queries = [
    { limit: 20, offset: 0 },
    { agent: "builder", limit: 20, offset: 0 },
    { workflow: "orch_1", limit: 20, offset: 0 },
  ];
  const db = new Database(path);
  db.exec(`WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000)
    INSERT INTO handoff (handoff, stream, step, agent, status, priority, turn, critical, rank, since, created_at, resources,
      uses, queued)
    SELECT 'x' || i, 1, 's' || i, 'builder', 'ready', 1 + i % 3, 0, 0, 0, i, i, '[]', '{}', 1 FROM n`);
  db.close();
  for (const query of queries) {
    const rows = await store.ready(query);
    expect(rows.map((row) => row.since).slice(0, 4)).toEqual([1_000, 3, 6, 9]);
    expect(rows).toHaveLength(20);
  }
});
