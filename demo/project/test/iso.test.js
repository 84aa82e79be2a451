import assert from "node:assert/strict";
import { test } from "node:test";
import * as duration from "../src/index.js";

const wanted = [
  ["PT4M13S", 253_000],
  ["P1DT12H", 129_600_000],
  ["PT1,5H", 5_400_000],
  ["P2W", 1_209_600_000],
  ["-PT15M", -900_000],
  ["PT0.5S", 500],
];

for (const [text, ms] of wanted) {
  test(`parse reads the ISO duration ${text}`, () => assert.equal(duration.parse(text), ms));
}

test("formatIso writes what the calendar wants back", () => {
  assert.equal(duration.formatIso(253_000), "PT4M13S");
  assert.equal(duration.formatIso(129_600_000), "P1DT12H");
  assert.equal(duration.formatIso(-900_000), "-PT15M");
  assert.equal(duration.formatIso(500), "PT0.5S");
  assert.equal(duration.formatIso(0), "PT0S");
});

test("half an ISO duration is refused", () => {
  for (const text of ["P", "PT", "-P", "P1DT", "PT5"]) {
    assert.throws(() => duration.parse(text), RangeError);
  }
});

test("the other form reads as before", () => assert.equal(duration.parse("1h 30m"), 5_400_000));
