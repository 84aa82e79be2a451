import { type Cache, largestCached, mostCached } from "../../core/port/cache.ts";
import { sha256 } from "../sha256.ts";
import type { Connection } from "./connection.ts";
import type { Host } from "./host.ts";

/** Kept results in a table of their own. Any fault, also a lock of another process, means that nothing is kept. */
export const createCache = (host: Pick<Host, "reading" | "checkFiles">): Cache => ({
  findCached: async (key) => {
    try {
      const row = (await host.reading())?.ops.readCached(key);
      return row !== undefined && sha256(row.content) === row.sha256 ? row.content : null;
    } catch {
      return null;
    }
  },
  putCached: async (key, content) => {
    if (content.length > largestCached) return;
    try {
      const connection = await host.reading();
      if (connection !== null) write(host, connection, key, content);
    } catch {
      // The next one to need it works it out again.
    }
  },
});

const write = (
  host: Pick<Host, "checkFiles">,
  connection: Connection,
  key: string,
  content: Uint8Array,
): void => {
  const { db, ops } = connection;
  ops.begin();
  try {
    ops.putCached(key, { sha256: sha256(content), content }, mostCached);
    host.checkFiles(connection);
    ops.commit();
  } finally {
    if (db.inTransaction) ops.rollback();
  }
};
