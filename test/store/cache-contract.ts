import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { largestCached, mostCached } from "../../src/core/port/cache.ts";
import type { Store } from "../../src/core/port/store.ts";
import { memoryStream } from "../../src/core/state/stream-state.ts";
import { append } from "./commands.ts";
import { memorySet } from "./sample-events.ts";
import type { StoreUnderTest } from "./store-contract.ts";

/** How every store keeps what only saves work. */
export const cacheContract = (name: string, open: () => Promise<StoreUnderTest>): void => {
  describe(`${name}: what is kept to save work`, () => {
    let under: StoreUnderTest;
    let store: Store;
    const begin = () =>
      store.transact(append(memoryStream("project", "project", "k"), [memorySet("a")]));
    const bytes = (...numbers: readonly number[]) => Uint8Array.from(numbers);
    const found = async (key: string) => {
      const content = await store.findCached(key);
      return content === null ? null : [...content];
    };

    beforeEach(async () => {
      under = await open();
      store = under.store;
    });
    afterEach(() => under.dispose());

    test("comes back byte for byte, and the newest under its key", async () => {
      await begin();
      await store.putCached("a", bytes(0, 10, 255));
      expect(await found("a")).toEqual([0, 10, 255]);
      await store.putCached("a", bytes(1));
      expect(await found("a")).toEqual([1]);
      expect(await found("b")).toBeNull();
      if (under.reopen !== undefined) store = await under.reopen();
      if (under.reopen !== undefined) expect(await found("a")).toEqual([1]);
    });

    test("creates nothing and is no part of the history", async () => {
      await store.putCached("a", bytes(1));
      expect(await store.exists()).toBe(false);
      expect(await found("a")).toBeNull();
      await begin();
      await store.putCached("a", bytes(1));
      expect(await store.verify()).toMatchObject({ events: 1, faults: [] });
      expect(await store.rebuild({ repair: true })).toMatchObject({ differences: [] });
      expect(await found("a")).toEqual([1]);
    });

    test("is bounded: the oldest is forgotten, and what is too large is not kept", async () => {
      await begin();
      for (let i = 0; i <= mostCached; i++) await store.putCached(`key ${i}`, bytes(i));
      expect(await found("key 0")).toBeNull();
      expect(await found("key 1")).toEqual([1]);
      expect(await found(`key ${mostCached}`)).toEqual([mostCached]);
      await store.putCached("large", new Uint8Array(largestCached + 1));
      expect(await found("large")).toBeNull();
    });
  });
};
