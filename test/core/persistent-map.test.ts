import fc from "fast-check";
import { expect, test } from "vitest";
import { type PersistentMap, persistentMap } from "../../src/core/persistent-map.ts";

/** FNV-1a as the map uses it, to find keys that collide. */
const hashOf = (key: string): number => {
  let hash = 0x811c9dc5;
  for (let i = 0; i < key.length; i++) hash = Math.imul(hash ^ key.charCodeAt(i), 0x01000193);
  return hash >>> 0;
};

/** Groups of keys with the same 32-bit hash, found by the birthday paradox. */
const colliding = ((): readonly string[] => {
  const seen = new Map<number, string>();
  const found: string[] = [];
  for (let i = 0; i < 400_000 && found.length < 12; i++) {
    const key = `${((i * 2_654_435_761) % 4_294_967_296).toString(36)}-${i}`;
    const hash = hashOf(key);
    const twin = seen.get(hash);
    if (twin !== undefined) found.push(twin, key);
    seen.set(hash, key);
  }
  return found;
})();

const key = fc.oneof(
  fc.constantFrom(...colliding),
  fc.constantFrom("__proto__", "constructor", "toString", ""),
  fc.string({ maxLength: 3 }),
);
const operation = fc.tuple(fc.constantFrom("set", "set", "delete"), key, fc.nat());

test("there are keys that collide", () => {
  expect(colliding.length).toBeGreaterThanOrEqual(6);
  expect(hashOf(colliding[0] ?? "")).toBe(hashOf(colliding[1] ?? " "));
});

test("it is a map, whatever the keys, and older versions of it stay as they were", () => {
  fc.assert(
    fc.property(fc.array(operation, { maxLength: 120, size: "max" }), (operations) => {
      let map = persistentMap<number>();
      const model = new Map<string, number>();
      const snapshots: [PersistentMap<number>, ReadonlyMap<string, number>][] = [];
      for (const [what, name, value] of operations) {
        if (what === "set") {
          map = map.set(name, value);
          model.set(name, value);
        } else {
          map = map.delete(name);
          model.delete(name);
        }
        expect(map.get(name)).toBe(model.get(name));
        expect(map.has(name)).toBe(model.has(name));
        expect(map.size).toBe(model.size);
        snapshots.push([map, new Map(model)]);
      }
      for (const [then, wasThen] of snapshots.filter((_, i) => i % 10 === 0)) {
        expect(new Map(then.entries())).toEqual(wasThen);
        expect([...then.keys()].sort()).toEqual([...wasThen.keys()].sort());
        expect([...then.values()].sort()).toEqual([...wasThen.values()].sort());
      }
    }),
    { numRuns: 300 },
  );
});

test("keys that share part of a hash are told apart, and one that is not there is not found", () => {
  const [first = "", second = ""] = colliding;
  const one = persistentMap([[first, 1]]);
  expect(one.has(second)).toBe(false);
  expect(one.delete(second).size).toBe(1);
  const both = one.set(second, 2);
  expect([both.get(first), both.get(second), both.size]).toEqual([1, 2, 2]);
  expect([...both.delete(first).entries()]).toEqual([[second, 2]]);
});

test("the order of its keys does not depend on how it came to be", () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.string(), { maxLength: 50 }), (keys) => {
      const there = persistentMap(keys.map((each) => [each, 1] as const));
      const back = persistentMap([...keys].reverse().map((each) => [each, 1] as const));
      expect([...there.keys()]).toEqual([...back.keys()]);
    }),
  );
});

test("10,000 keys are cheap to add one by one, each time as a new map", () => {
  const began = performance.now();
  let map = persistentMap<number>();
  for (let i = 0; i < 10_000; i++) map = map.set(`step-${i}`, i);
  for (let i = 0; i < 10_000; i++) map = map.set(`step-${i}`, -i);
  const took = performance.now() - began;
  expect(map.size).toBe(10_000);
  expect(map.get("step-9999")).toBe(-9999);
  // A copy of all keys per change would take minutes.
  expect(took).toBeLessThan(1500);
});
