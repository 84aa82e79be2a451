import type { Store } from "../../core/port/store.ts";
import { createMaintenance } from "./maintenance.ts";
import { createCache } from "./memory-cache.ts";
import { createQueries } from "./queries.ts";
import { transact } from "./transact.ts";
import { emptyWorld } from "./world.ts";

/** A store that lives and dies with its process: for tests and trials. */
export const createMemoryStore = (options: { readonly databaseId?: string } = {}): Store => {
  const world = emptyWorld(options.databaseId ?? "memory");
  return {
    ...createQueries(world),
    ...createCache(world),
    ...createMaintenance(world),
    databaseId: async () => (world.events.length === 0 ? null : world.databaseId),
    exists: async () => world.events.length > 0,
    transact: async (unit) => transact(world, unit),
    close: async () => {},
  };
};
