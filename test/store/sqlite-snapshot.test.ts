import { createRequire } from "node:module";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, onTestFinished, test } from "vitest";
import { ledgerOf } from "../../src/core/budget/ledger-of.ts";
import type { EventData } from "../../src/core/event/stream-event.ts";
import { budgetStream } from "../../src/core/state/budget-state.ts";
import { initialState, type StreamState } from "../../src/core/state/stream-state.ts";
import { decodeSnapshot, encodeSnapshot } from "../../src/store/snapshot-codec.ts";
import { openSqliteStore } from "../../src/store/sqlite/open-sqlite-store.ts";
import { append, realClock, verdictOf } from "./commands.ts";
import {
  attemptFailed,
  attemptStarted,
  budgetCharged,
  checkpointCreated,
  created,
  handoffCreated,
  rewound,
  stepReady,
  taskOpened,
  workflowMemorySet,
} from "./sample-events.ts";
import { scratchFolder } from "./scratch-folder.ts";

const Database: typeof import("better-sqlite3") = createRequire(import.meta.url)("better-sqlite3");

const everything = (): readonly EventData[] => [
  created(),
  handoffCreated("orch_1", "s"),
  handoffCreated("orch_1", "t"),
  stepReady("s"),
  attemptStarted("s", 9_000),
  attemptFailed("s"),
  taskOpened("task_1", "s"),
  checkpointCreated("cp_1"),
  workflowMemorySet("__proto__", { $map: [["not", "a map"]] }),
];
const many = (n: number, from = 0) =>
  Array.from({ length: n }, (_, i) =>
    workflowMemorySet(`k${(from + i) % 5}`, from + i, from + i + 1),
  );

/** A state in a form that `toEqual` compares by content: maps as sorted lists. */
const plain = (state: StreamState): unknown =>
  JSON.parse(encodeSnapshot(state).text, (_, value) =>
    Array.isArray(value) &&
    value.every((pair) => Array.isArray(pair) && typeof pair[0] === "string")
      ? Object.fromEntries([...value].sort())
      : value,
  );

const open = (path: string) => {
  const store = openSqliteStore({ path, clock: realClock, headsDir: null });
  onTestFinished(() => store.close());
  return store;
};

/** A database whose workflow has 1,000 events in commits of 10. */
const written = async () => {
  const path = join(scratchFolder(), "baton.db");
  const store = open(path);
  await store.transact(append("orch_1", everything()));
  for (let i = 0; i < 100; i++) await store.transact(append("orch_1", many(10, i * 10)));
  const db = new Database(path);
  onTestFinished(() => {
    db.close();
  });
  const versions = () =>
    db.prepare<[], number>("SELECT version FROM snapshot ORDER BY version").pluck().all();
  return { path, store, db, versions };
};

describe("snapshots", () => {
  test("are taken now and then, and the last two are kept", async () => {
    const { versions } = await written();
    expect(versions()).toHaveLength(2);
    expect(versions()[1]).toBeGreaterThan(700);
  });

  test("fold to the same state as all events do", async () => {
    const { path, db, store } = await written();
    const folded = plain(await open(path).state("orch_1"));
    expect(folded).toEqual(plain(await store.state("orch_1")));
    db.exec("DELETE FROM snapshot");
    expect(plain(await open(path).state("orch_1"))).toEqual(folded);
  });

  test("are what a fold starts from", async () => {
    const { path, db } = await written();
    const row = db
      .prepare<[], { id: number; state: string }>(
        "SELECT id, state FROM snapshot ORDER BY version DESC LIMIT 1",
      )
      .get();
    const forged = encodeSnapshot({
      ...initialState("orch_1"),
      ...JSON.parse(row?.state ?? "").fields,
      title: "from the snapshot",
    });
    db.prepare("UPDATE snapshot SET state = ?, digest = ? WHERE id = ?").run(
      forged.text,
      forged.digest,
      row?.id,
    );
    expect(await open(path).state("orch_1")).toMatchObject({ title: "from the snapshot" });
  });

  test.each([
    [
      "of another format",
      "UPDATE snapshot SET format = 999, state = replace(state, 'a workflow', 'x')",
    ],
    ["that were changed", "UPDATE snapshot SET state = replace(state, 'a workflow', 'x')"],
  ])("%s are not used", async (_, sql) => {
    const { path, db } = await written();
    db.exec(sql);
    expect(await open(path).state("orch_1")).toMatchObject({ title: "a workflow", version: 1_009 });
  });

  test("off the line of a rewind are not used", async () => {
    const { path, store } = await written();
    const rewindsTo = await store.stateAt("orch_1", 9);
    await store.transact(append("orch_1", [rewound(9)], { rewindsTo }));
    const state = await open(path).state("orch_1");
    expect(plain(state)).toEqual(plain(await store.state("orch_1")));
    expect(state.kind === "workflow" && state.memory.size).toBe(1);
    expect(state.kind === "workflow" && state.steps.size).toBe(2);
  });

  test("serve states of the past, on the line that led to them", async () => {
    const { path, store } = await written();
    const rewindsTo = await store.stateAt("orch_1", 500);
    await store.transact(append("orch_1", [rewound(500)], { rewindsTo }));
    const fresh = open(path);
    for (const version of [3, 499, 500, 501, 800, 1_009, 1_010]) {
      const state = await fresh.stateAt("orch_1", version);
      expect(state.version).toBe(version);
      const last = version === 1_010 ? 500 - 9 : Math.max(version - 9, 0);
      const k =
        state.kind === "workflow" ? state.memory.get(`k${(last - 1) % 5}`)?.value : undefined;
      if (last > 0) expect(k).toEqual({ kind: "inline", value: last - 1 });
    }
  });

  test("give back any state as it was", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (values) => {
        const events = Object.entries(values).flatMap(([key, value]) => {
          const json: string = JSON.stringify(value);
          return [workflowMemorySet(key, JSON.parse(json))];
        });
        const verdict = verdictOf(initialState("orch_1"), "orch_1", [...everything(), ...events]);
        if (verdict.type !== "commit") throw new Error("no state");
        const back = decodeSnapshot(encodeSnapshot(verdict.after));
        if (back === null) throw new Error("not read");
        expect(plain(back)).toEqual(plain(verdict.after));
        if (back.kind !== "workflow" || verdict.after.kind !== "workflow") return;
        for (const [key, entry] of verdict.after.memory.entries()) {
          expect(back.memory.get(key)).toEqual(entry);
        }
      }),
    );
  });
});

test.each([
  budgetStream("s"),
  "orch_1",
])("the ledger of %s is written down and read back", (stream) => {
  const events = [budgetCharged("entry_1", 70), budgetCharged("__proto__", 5)];
  const verdict = verdictOf(initialState(stream), stream, events);
  if (verdict.type !== "commit") throw new Error("no state");
  const back = decodeSnapshot(encodeSnapshot(verdict.after));
  expect(back === null ? null : plain(back)).toEqual(plain(verdict.after));
  const ledger = back === null ? null : ledgerOf(back).ledger;
  expect(ledger?.entries.get("__proto__")?.tokens).toBe(5);
});

test("a state that changes its shape needs a new snapshot format", () => {
  const verdict = verdictOf(initialState("orch_1"), "orch_1", everything());
  if (verdict.type !== "commit" || verdict.after.kind !== "workflow") throw new Error("no state");
  const { after } = verdict;
  const shape = (value: unknown): string =>
    Object.keys(value ?? {})
      .sort()
      .join(" ");
  // When this fails: raise snapshotFormat in src/store/snapshot-codec.ts, then update the snapshot.
  expect({
    workflow: shape(after),
    step: shape(after.steps.get("s")),
    attempt: shape(after.steps.get("s")?.attempts[0]),
    task: shape(after.tasks.get("task_1")),
    checkpoint: shape(after.checkpoints.get("cp_1")),
    memory: shape(initialState("mem/project/project/k")),
    entry: shape([...after.memory.values()][0]),
  }).toMatchSnapshot();
});
