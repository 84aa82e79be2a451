import assert from "node:assert/strict";
import { test } from "node:test";
import { parse } from "../src/index.js";

const readable = [
  ["90s", 90_000],
  ["1h 30m", 5_400_000],
  ["1h30m", 5_400_000],
  ["1 hour, 30 minutes", 5_400_000],
  ["1 week, 2 days", 777_600_000],
  ["1.1s", 1_100],
  ["-2.5 days", -216_000_000],
  ["+250ms", 250],
  ["  2 H  ", 7_200_000],
];

for (const [text, ms] of readable) {
  test(`parse reads ${JSON.stringify(text)}`, () => assert.equal(parse(text), ms));
}

for (const text of ["", "-", "90", "1h -30m", "3 fortnights", "1m 1h", "1h 2h", "1h 30m!"]) {
  test(`parse refuses ${JSON.stringify(text)}`, () => assert.throws(() => parse(text), RangeError));
}

test("parse says where it stopped", () => {
  assert.throws(() => parse("1h 3x"), { message: 'cannot read "1h 3x" at position 3' });
});

test("parse refuses what milliseconds cannot count exactly", () => {
  assert.throws(() => parse("999999999999w"), { message: '"999999999999w" is too long' });
});

test("parse refuses a number", () => {
  assert.throws(() => parse(90), TypeError);
});
