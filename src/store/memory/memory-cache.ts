import { type Cache, largestCached, mostCached } from "../../core/port/cache.ts";
import type { World } from "./world.ts";

/** Kept results of a memory store. */
export const createCache = ({ events, cached }: World): Cache => ({
  findCached: async (key) => cached.get(key) ?? null,
  putCached: async (key, content) => {
    if (events.length === 0 || content.length > largestCached) return;
    cached.delete(key);
    cached.set(key, content.slice());
    for (const oldest of [...cached.keys()].slice(0, -mostCached)) cached.delete(oldest);
  },
});
