import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { createMemoryStore } from "../../src/store/memory/create-memory-store.ts";
import { openSqliteStore } from "../../src/store/sqlite/open-sqlite-store.ts";
import { realClock } from "../store/commands.ts";
import { scratchFolder } from "../store/scratch-folder.ts";
import { simulate } from "./simulate.ts";

const hundreds = Array.from({ length: 10 }, (_, i) => i * 100 + 1);

// Modules that are loaded at their first use take real time, which no seed drives: they would make the first run another one.
beforeAll(async () => {
  for (let seed = 1; seed < 6; seed++) await simulate(seed, createMemoryStore());
});

describe("servers that meet faults at every commit", () => {
  test.each(
    hundreds,
  )("lose nothing and bring all work to its end, seeds from %i on", async (from) => {
    let crashes = 0;
    for (let seed = from; seed < from + 100; seed++) {
      const result = await simulate(seed, createMemoryStore());
      expect(result.faults, `seed ${seed}`).toEqual([]);
      crashes += result.crashes;
    }
    expect(crashes).toBeGreaterThan(50);
  }, 120_000);

  test("do the same again when the seed is the same", async () => {
    const first = await simulate(7, createMemoryStore());
    const second = await simulate(7, createMemoryStore());
    expect(second).toEqual(first);
    expect((await simulate(8, createMemoryStore())).story).not.toEqual(first.story);
  });

  test.each([
    1, 2, 3, 4, 5, 6, 7, 8, 9, 10,
  ])("write the same events to SQLite as to memory, seed %i", async (seed) => {
    const store = openSqliteStore({
      path: join(scratchFolder(), "baton.db"),
      clock: realClock,
      headsDir: null,
    });
    const onDisk = await simulate(seed, store);
    await store.close();
    expect(onDisk).toEqual(await simulate(seed, createMemoryStore()));
    expect(onDisk.faults).toEqual([]);
  }, 60_000);
});
