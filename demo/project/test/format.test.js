import assert from "node:assert/strict";
import { test } from "node:test";
import { format, parse } from "../src/index.js";

test("format writes the short form", () => assert.equal(format(5_400_000), "1h 30m"));

test("format writes the long form, with singulars", () => {
  assert.equal(
    format(90_061_001, { style: "long" }),
    "1 day, 1 hour, 1 minute, 1 second, 1 millisecond",
  );
});

test("format stays within the units it is given", () => {
  assert.equal(format(694_861_001, { largest: "h", smallest: "m" }), "193h 1m");
});

test("format writes zero in the smallest unit", () => {
  assert.equal(format(0), "0ms");
  assert.equal(format(0, { smallest: "s", style: "long" }), "0 seconds");
});

test("format writes no sign before nothing", () =>
  assert.equal(format(-999, { smallest: "s" }), "0s"));

test("format refuses units in the wrong order, unknown styles and what is no number", () => {
  assert.throws(() => format(1, { largest: "s", smallest: "h" }), {
    message: "s is smaller than h",
  });
  assert.throws(() => format(1, { style: "loud" }), { message: 'no style "loud"' });
  assert.throws(() => format(Number.NaN), RangeError);
});

test("parse reads what format wrote", () => {
  for (const ms of [0, 1, -1_500, 86_399_999, 1_209_600_000]) assert.equal(parse(format(ms)), ms);
});
