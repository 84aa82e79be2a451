import fc from "fast-check";
import { expect, test } from "vitest";
import { nearest } from "../../src/core/nearest.ts";

const names = ["marcus-backend", "maria-qa", "james-frontend", "planner", "baton:planner"];

test("a mistyped name finds the one that was meant, best first", () => {
  expect(nearest("planer", names)).toEqual(["planner"]);
  expect(nearest("marcus", names)).toEqual(["marcus-backend"]);
  expect(nearest("MARIA-QS", names)).toEqual(["maria-qa"]);
  expect(nearest("planner", names)).toEqual(["baton:planner", "planner"]);
  expect(nearest("marcus-backnd", names)).toEqual(["marcus-backend"]);
});

test("another word finds nothing", () => {
  expect(nearest("zzzzzzzz", names)).toEqual([]);
  expect(nearest("x", ["", "completely different"])).toEqual([""]);
});

test("it never throws, and gives at most as many as wanted, all of them names", () => {
  fc.assert(
    fc.property(fc.string(), fc.array(fc.string()), fc.nat({ max: 5 }), (wanted, among, limit) => {
      const found = nearest(wanted, among, limit);
      expect(found.length).toBeLessThanOrEqual(limit);
      for (const name of found) expect(among).toContain(name);
    }),
  );
});

test("10,000 names are looked through quickly", () => {
  const many = Array.from({ length: 10_000 }, (_, i) => `step-number-${i}-of-a-long-plan`);
  const began = performance.now();
  nearest("a-very-long-name-that-nobody-has-given-to-any-step".repeat(20), many);
  expect(performance.now() - began).toBeLessThan(500);
});
