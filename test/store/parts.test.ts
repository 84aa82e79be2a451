import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { lineTo } from "../../src/core/history.ts";
import type { RowChange } from "../../src/core/project/row.ts";
import { initialState, memoryStream } from "../../src/core/state/stream-state.ts";
import { coalesceRows } from "../../src/store/coalesce-rows.ts";
import { lineSegments } from "../../src/store/line-segments.ts";
import { ftsQuery, stringsIn } from "../../src/store/search-words.ts";
import { sha256 } from "../../src/store/sha256.ts";
import { migrations } from "../../src/store/sqlite/migrations/all.ts";
import { stateCache } from "../../src/store/state-cache.ts";

test("a migration is never changed once it was released", () => {
  expect(migrations.map(({ number, sql }) => `${number} ${sha256(sql)}`)).toMatchSnapshot();
});

describe("coalescing of row changes", () => {
  const timer = (name: string, dueAt: number): RowChange => ({
    type: "put",
    row: { table: "timer", stream: "orch_1", timer: name, dueAt },
  });
  const noTimer = (name: string): RowChange => ({
    type: "delete_timer",
    stream: "orch_1",
    timer: name,
  });
  const clear: RowChange = { type: "clear_workflow", workflow: "orch_1" };

  test("leaves the last change of a row, at the place of the first", () => {
    expect(coalesceRows([timer("a", 1), timer("b", 2), timer("a", 3)])).toEqual([
      timer("a", 3),
      timer("b", 2),
    ]);
    expect(coalesceRows([timer("a", 1), noTimer("a")])).toEqual([noTimer("a")]);
    expect(coalesceRows([noTimer("a"), timer("a", 1)])).toEqual([timer("a", 1)]);
  });

  test("does not reach over a cleared workflow", () => {
    const changes = [timer("a", 1), clear, timer("a", 2)];
    expect(coalesceRows(changes)).toEqual(changes);
  });

  test("counts every outcome", () => {
    const outcome: RowChange = {
      type: "agent_outcome",
      agent: "a",
      outcome: "failed",
      at: 1,
      durationMs: 1,
    };
    expect(coalesceRows([outcome, outcome])).toHaveLength(2);
  });
});

test("segments of a line hold exactly the events of the line", () => {
  const rewinds = fc
    .array(fc.tuple(fc.integer({ min: 2, max: 40 }), fc.nat({ max: 39 })), { maxLength: 6 })
    .map((pairs) => {
      const byVersion = new Map(
        pairs.map(([version, back]) => [version, Math.max(0, version - 1 - back)]),
      );
      return [...byVersion].map(([version, toVersion]) => ({ version, toVersion }));
    });
  fc.assert(
    fc.property(rewinds, fc.nat({ max: 40 }), fc.nat({ max: 45 }), (list, after, upTo) => {
      const known = list.filter(({ version }) => version <= upTo);
      const onLine = lineTo(known, upTo);
      const wanted = Array.from({ length: 45 }, (_, i) => i + 1).filter(
        (v) => v > after && onLine(v),
      );
      const got = lineSegments(known, after, upTo).flatMap(({ from, to }) =>
        Array.from({ length: to - from + 1 }, (_, i) => from + i),
      );
      expect(got).toEqual(wanted);
    }),
  );
});

describe("the state cache", () => {
  const key = (n: number) => memoryStream("project", "project", String(n));

  test("forgets the stream that was used longest ago", () => {
    const cache = stateCache({ streams: 2, weight: 100 });
    for (const n of [1, 2]) cache.put(key(n), initialState(key(n)));
    cache.get(key(1));
    cache.put(key(3), initialState(key(3)));
    expect([1, 2, 3].map((n) => cache.get(key(n)) !== undefined)).toEqual([true, false, true]);
  });

  test("keeps within its weight, but always the newest", () => {
    const cache = stateCache({ streams: 10, weight: 2 });
    for (const n of [1, 2, 3]) cache.put(key(n), initialState(key(n)));
    expect([1, 2, 3].map((n) => cache.get(key(n)) !== undefined)).toEqual([false, true, true]);
    const tiny = stateCache({ streams: 10, weight: 0 });
    tiny.put(key(1), initialState(key(1)));
    expect(tiny.get(key(1))).toBeDefined();
  });
});

describe("words for the search", () => {
  test("come from all strings of a value, not from names and numbers", () => {
    expect(stringsIn({ a: "one", b: [2, "three", { c: "four" }], d: null })).toBe(
      "one\nthree\nfour",
    );
  });

  test("are quoted, and the last may go on", () => {
    expect(ftsQuery('say "hi" NOT (x*) key:tok')).toBe(
      '"say" AND "hi" AND "NOT" AND "x" AND "key" AND "tok"*',
    );
    expect(ftsQuery('"* - ( ) \u0000 \ud800')).toBeNull();
  });
});
