import { resolve } from "node:path";
import type { Clock } from "../../core/port/clock.ts";
import type { Store } from "../../core/port/store.ts";
import { headsFile } from "../heads-file.ts";
import { newDatabaseId } from "../new-database-id.ts";
import { placesIn } from "../places.ts";
import type { Connect } from "./connect-file.ts";
import type { DatabaseKey } from "./database-key.ts";
import { createHost } from "./host.ts";
import { createMaintenance } from "./maintenance.ts";
import type { Migration } from "./migrations/all.ts";
import { type FileSystemFacts, machineFacts } from "./network-file-system.ts";
import { isThere } from "./place.ts";
import { createQueries } from "./queries.ts";
import { createCache } from "./sqlite-cache.ts";
import { createWriter } from "./writer.ts";

/** How to open a SQLite store. */
export interface SqliteStoreOptions {
  /** The database file; it and its folder come into being with the first commit. */
  readonly path: string;
  readonly clock: Clock;
  /** Folder for the heads of the hash chains; null keeps none. */
  readonly headsDir: string | null;
  /** Allows WAL on a network file system, for those who know that only one machine writes there. */
  readonly allowNetworkFileSystem?: boolean;
  /** Asked for the key when the file is opened; without it, or with null, the database is not encrypted. */
  readonly key?: () => Promise<DatabaseKey | null>;
  /** Refuses a place that is a link or lies behind one, for places that nobody has chosen. */
  readonly refusesLinks?: boolean;
  /** For tests: another way to open the file, other migrations, another machine. */
  readonly connect?: Connect;
  readonly migrations?: readonly Migration[];
  readonly fileSystem?: FileSystemFacts;
}

/** A store in a SQLite file, shared by all processes of one machine. Opens nothing until it is used. */
export const openSqliteStore = (options: SqliteStoreOptions): Store => {
  const { clock, headsDir, allowNetworkFileSystem = false, fileSystem = machineFacts } = options;
  const path = resolve(options.path);
  const heads = headsDir === null ? null : headsFile(headsDir, clock);
  const places = headsDir === null ? null : placesIn(headsDir);
  const host = createHost({
    ...options,
    path,
    heads,
    places,
    refusesLinks: options.refusesLinks ?? false,
    fileSystem: allowNetworkFileSystem ? null : fileSystem,
    newDatabaseId: newDatabaseId(clock),
  });
  const writer = createWriter(host);
  return {
    ...createQueries(host),
    ...createCache(host),
    ...createMaintenance(host, path, heads, places),
    databaseId: async () => (await host.reading())?.databaseId ?? null,
    exists: async () => isThere(path),
    transact: writer.submit,
    close: async () => {
      host.hurry();
      await writer.idle();
      host.close();
      await Promise.all([heads?.flush(), host.placed()]);
    },
  };
};
