import fc from "fast-check";
import { expect, test } from "vitest";
import {
  type AgentRecord,
  circuitCooldownMs,
  circuitOf,
  circuitThreshold,
  newRecord,
  recordOutcome,
} from "../../src/core/recovery/agent-record.ts";
import { backoffMs } from "../../src/core/recovery/backoff.ts";

const failing = (times: number, at: number, record = newRecord("ben")): AgentRecord =>
  Array.from({ length: times }).reduce<AgentRecord>(
    (each) => recordOutcome(each, "failed", at, 10),
    record,
  );

test("an agent nobody knows, or that did not fail often, is trusted", () => {
  expect(circuitOf(undefined, 0)).toEqual({ state: "closed" });
  expect(circuitOf(failing(circuitThreshold - 1, 0), 0)).toEqual({ state: "closed" });
});

test("five failures in a row open the circuit for five minutes, then one attempt may probe", () => {
  const record = failing(circuitThreshold, 1000);
  const until = 1000 + circuitCooldownMs;
  expect(circuitOf(record, 1000)).toEqual({ state: "open", until });
  expect(circuitOf(record, until - 1)).toEqual({ state: "open", until });
  expect(circuitOf(record, until)).toEqual({ state: "half_open" });
});

test("a probe that fails opens it again, one that succeeds closes it", () => {
  const record = failing(circuitThreshold, 0);
  const later = circuitCooldownMs + 5;
  expect(circuitOf(failing(1, later, record), later)).toMatchObject({ state: "open" });
  const closed = recordOutcome(record, "completed", later, 10);
  expect(circuitOf(closed, later)).toEqual({ state: "closed" });
  expect(closed).toMatchObject({ streak: 0, completed: 1, failed: 5, totalMs: 60 });
});

test("a success in between starts the count over; what is nobody's fault counts for time only", () => {
  const record = failing(4, 0, recordOutcome(failing(4, 0), "completed", 0, 0));
  expect(circuitOf(record, 0)).toEqual({ state: "closed" });
  expect(recordOutcome(record, "blameless", 0, 7)).toEqual({
    ...record,
    totalMs: record.totalMs + 7,
  });
});

test("pauses before retries grow twofold up to five minutes, half of each by chance", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 5000 }),
      fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
      (failures, random) => {
        const full = Math.min(300_000, 2000 * 2 ** (failures - 1));
        const wait = backoffMs(failures, random);
        expect(wait).toBeGreaterThanOrEqual(full / 2);
        expect(wait).toBeLessThanOrEqual(full);
        expect(Number.isInteger(wait)).toBe(true);
      },
    ),
  );
  expect([1, 2, 3].map((failures) => backoffMs(failures, 0))).toEqual([1000, 2000, 4000]);
});
