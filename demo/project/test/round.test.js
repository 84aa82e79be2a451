import assert from "node:assert/strict";
import { test } from "node:test";
import { ceil, clamp, floor, round } from "../src/index.js";

test("round goes to the nearest unit, halves away from zero", () => {
  assert.equal(round(89_999, "m"), 60_000);
  assert.equal(round(90_000, "m"), 120_000);
  assert.equal(round(-90_000, "minutes"), -120_000);
});

test("floor and ceil go down and up, below zero too", () => {
  assert.equal(floor(61_000, "m"), 60_000);
  assert.equal(ceil(61_000, "m"), 120_000);
  assert.equal(floor(-1, "h"), -3_600_000);
  assert.equal(ceil(-1, "h"), 0);
});

test("an unknown unit is refused with the units there are", () => {
  assert.throws(() => round(1, "month"), { message: 'no unit "month" (units: w, d, h, m, s, ms)' });
});

test("clamp takes milliseconds and texts", () => {
  assert.equal(clamp(5, "1s", "1m"), 1_000);
  assert.equal(clamp(90_000, 0, "1m"), 60_000);
  assert.equal(clamp(30_000, "1s", "1m"), 30_000);
});

test("clamp refuses limits in the wrong order", () => {
  assert.throws(() => clamp(1, "1m", "1s"), { message: "1m is longer than 1s" });
});
