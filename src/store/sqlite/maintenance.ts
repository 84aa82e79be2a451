import type { Maintenance } from "../../core/port/store.ts";
import type { Heads } from "../heads.ts";
import type { Host } from "./host.ts";
import { readIntegrity } from "./integrity.ts";
import { rebuild } from "./rebuild.ts";
import { verify } from "./verify.ts";

/** Checks and repairs; where there is no database yet, all is well. */
export const createMaintenance = (host: Host, heads: Heads | null): Maintenance => ({
  integrity: async () => {
    const connection = await host.reading();
    return connection === null ? [] : readIntegrity(connection.db);
  },
  verify: async (stream) => {
    const connection = await host.reading();
    return connection === null
      ? { streams: 0, events: 0, faults: [], anchored: 0 }
      : verify(connection, heads, stream);
  },
  rebuild: async ({ repair }) => {
    const connection = await host.reading();
    return connection === null ? { rows: 0, differences: [] } : rebuild(host, connection, repair);
  },
});
