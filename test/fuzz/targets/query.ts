import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import type { Store } from "../../../src/core/port/store.ts";
import { memoryStream } from "../../../src/core/state/stream-state.ts";
import { createMemoryStore } from "../../../src/store/memory/create-memory-store.ts";
import { openSqliteStore } from "../../../src/store/sqlite/open-sqlite-store.ts";
import { append, realClock } from "../../store/commands.ts";
import {
  attemptCompleted,
  attemptStarted,
  created,
  handoffCreated,
  memorySet,
  statusChanged,
} from "../../store/sample-events.ts";
import { hold, type Target } from "../target.ts";

const texts = [
  "The login endpoint answers 429 after five attempts",
  'He said "NEAR(a b)" OR NOT, and went',
  "naïve café Straße ÅNGSTRÖM İstanbul",
  "数据库 迁移 데이터베이스 база данных",
  "100% of a_b_c in src/**/*.ts; DROP TABLE memory; --",
  "e\u0301 combining, \u200bzero width, \u202eturned, emoji 👩‍💻 and 🏳️‍🌈",
  "a",
  "",
];
const owners = [
  ["project", "project"],
  ["session", "s-1"],
  ["session", "s-2"],
] as const;

const fill = async (store: Store): Promise<void> => {
  for (const [scope, owner] of owners) {
    for (const [n, text] of texts.entries()) {
      const stream = memoryStream(scope, owner, `key ${n} ${text.slice(0, 9).trim()}`);
      await store.transact(
        append(stream, [memorySet({ text: [text] }, { tags: [`t${n}`, text] })]),
      );
    }
  }
  for (const [n, text] of texts.entries()) {
    const id = `orch_20261120_120501_000${n}`;
    const begun = [
      created(text),
      statusChanged("running"),
      handoffCreated(id, "s", { task: text }),
    ];
    await store.transact(append(id, [...begun, attemptStarted("s", 90_000_000)]));
    await store.transact(
      append(id, [attemptCompleted("s", 1, { learnings: [text || "nothing"] })]),
    );
  }
};

/** Everything a text can be asked as; the rows that come, in an order of their own. */
const asked = async (store: Store, text: string): Promise<readonly (readonly string[])[]> => {
  const all = { now: 0, limit: 1_000, offset: 0 };
  const found: string[][] = [];
  for (const [scope, owner] of owners) {
    for (const narrowed of [{ text }, { prefix: text }, { key: text }, { tags: [text] }]) {
      const hits = await store.memory({ scope, owner, ...all, ...narrowed });
      for (const { row } of hits)
        hold(
          row.scope === scope && row.owner === owner,
          `a row of ${row.owner}'s came for ${owner}`,
        );
      found.push(hits.map(({ row }) => row.key).sort());
    }
  }
  const recalled = await store.recall({
    text,
    kinds: ["learning", "execution"],
    limit: 50,
    now: 0,
  });
  found.push(
    recalled.map((hit) => (hit.kind === "learning" ? hit.row.text : hit.row.task)).sort(),
    (await store.experience({ text, limit: 50 })).map(({ agent }) => agent),
    (await store.workflowsLike(text, 50)).map(({ workflow }) => workflow),
    (await store.handoffsLike(text, 50)).map(({ handoff }) => handoff),
    [...(await store.streamsLike(text, 50))],
  );
  return found;
};

const word = fc.oneof(
  fc.constantFrom(
    ...[
      "login",
      "NEAR",
      "OR",
      "NOT",
      "AND",
      "a*",
      '"a',
      "^a",
      "a:b",
      "{key}",
      "key : a",
      "NEAR(a b, 2)",
      "-a",
      "+",
    ],
    ...[
      "cafe",
      "café",
      "STRASSE",
      "数据",
      "база",
      "e\u0301",
      "👩‍💻",
      "' OR 1=1 --",
      "%",
      "_",
      "key",
      "orch_2026",
      "\uE000",
    ],
  ),
  fc.string({ unit: "binary", maxLength: 8 }),
);

/** SQLite takes off one mark of a letter, and not every mark there is; such words it may not find, but finds nothing else. */
const rareMarks = /\p{M}\p{M}|(?![\u0300-\u0331])\p{M}/u;

/** Searches: never an error of the database, never a row of somebody else's, and SQLite finds what a plain walk finds. */
export const query: Target = {
  name: "query",
  grammar: fc
    .tuple(fc.array(word, { maxLength: 6 }), fc.constantFrom(" ", "", '"', "(", "\0", " OR "))
    .map(([words, between]) => words.join(between)),
  words: [
    ...texts.filter((text) => text !== ""),
    "NEAR(",
    '"',
    "*",
    "^",
    " OR ",
    "key ",
    "orch_",
    "\u0301",
    "\uE000",
    "\u{10FFFF}",
  ],
  open: async () => {
    const folder = mkdtempSync(join(tmpdir(), "baton-fuzz-"));
    const path = join(folder, "baton.db");
    const sqlite = openSqliteStore({ path, clock: realClock, headsDir: null });
    const memory = createMemoryStore();
    await fill(sqlite);
    await fill(memory);
    return {
      judge: async (input) => {
        const text = input.toString();
        const inFile = await asked(sqlite, text);
        const walked = await asked(memory, text);
        const differ = `SQLite finds ${JSON.stringify(inFile)}, a walk ${JSON.stringify(walked)}`;
        for (const [at, rows] of inFile.entries())
          hold(
            rows.every((row) => walked[at]?.includes(row)),
            differ,
          );
        hold(rareMarks.test(text.normalize("NFD")) || isDeepStrictEqual(inFile, walked), differ);
      },
      close: async () => {
        await sqlite.close();
        rmSync(folder, { recursive: true, force: true });
      },
    };
  },
};
