import type { Clock } from "../../core/port/clock.ts";
import { StoreUnusable } from "../../core/port/store-error.ts";
import type { Heads } from "../heads.ts";
import type { Places } from "../places.ts";
import { type StateCache, stateCache } from "../state-cache.ts";
import { type Connection, type ConnectionOptions, openConnection } from "./connection.ts";
import type { DatabaseKey } from "./database-key.ts";
import { type FileSystemFacts, refuseNetworkFileSystem } from "./network-file-system.ts";
import { existingFolder, isThere, makePlace } from "./place.ts";
import { retryBusy } from "./retry-busy.ts";
import { isBusy, named } from "./sqlite-fault.ts";
import type { WriterHost } from "./writer.ts";

/** The connection as reads and writes share it. */
export interface Host extends WriterHost {
  readonly cache: StateCache;
  /** The connection for reading; null while there is no database. */
  reading(): Promise<Connection | null>;
  /** Commits made here that appended events. */
  commits(): number;
  /** Resolves when the place of the database is noted outside. */
  placed(): Promise<void>;
  /** From now on nobody is waited for: the process is about to end. */
  hurry(): void;
  close(): void;
}

/** What the host needs. `fileSystem` is null where a network file system is allowed. */
export interface HostOptions extends ConnectionOptions {
  readonly clock: Clock;
  readonly heads: Heads | null;
  readonly places: Places | null;
  readonly fileSystem: FileSystemFacts | null;
  /** Asked for the key whenever the file is opened; null where it is not encrypted. */
  readonly key?: () => Promise<DatabaseKey | null>;
}

/** The files are looked at again after this long; the database file itself at each commit. */
const checkEveryMs = 250;
/** Others are thought to want their turn for this long after they were noticed. */
const contendedMs = 500;

/** Holds the one connection of a process, opened when it is first needed. */
export const createHost = (options: HostOptions): Host => {
  const { path, clock, heads, places, fileSystem } = options;
  const cache = stateCache();
  let opening: Promise<Connection> | null = null;
  let current: Connection | null = null;
  let checkedAt = Number.NEGATIVE_INFINITY;
  let contendedUntil = Number.NEGATIVE_INFINITY;
  let commits = 0;
  let placing: Promise<void> = Promise.resolve();
  let hurried = false;
  let closed = false;

  const connection = (create: boolean): Promise<Connection> => {
    if (opening !== null) return opening;
    opening = open(create);
    opening.catch(() => {
      opening = null;
    });
    return opening;
  };

  const open = async (create: boolean): Promise<Connection> => {
    if (closed) throw closedFault();
    if (fileSystem !== null) refuseNetworkFileSystem(existingFolder(path), fileSystem);
    // Nothing is made for a key that cannot be had.
    const key = (await options.key?.()) ?? null;
    if (create) makePlace(path);
    const opened = await openConnection(options, key);
    if (closed) {
      opened.db.close();
      throw closedFault();
    }
    current = opened;
    return opened;
  };

  const checkAll = ({ files }: Connection): void => {
    files.checkAll();
    checkedAt = clock.monotonic();
  };

  return {
    clock,
    cache,
    connection: () => (current === null ? connection(true) : Promise.resolve(current)),
    reading: async () => {
      if (current === null) {
        if (opening === null && !isThere(path)) return null;
        await connection(false);
      }
      if (current !== null && clock.monotonic() - checkedAt > checkEveryMs) checkAll(current);
      return current;
    },
    reconnect: async () => {
      current?.db.close();
      current = null;
      opening = null;
      return connection(false);
    },
    transaction: (open, work) =>
      retryBusy(clock, () => {
        try {
          open.ops.begin();
        } catch (error) {
          if (!isBusy(error)) throw error;
          contendedUntil = clock.monotonic() + contendedMs;
          throw hurried ? named(error) : error;
        }
        return work();
      }),
    checkFiles: (open) => {
      if (clock.monotonic() - checkedAt > checkEveryMs) checkAll(open);
      else open.files.checkDatabase();
    },
    yieldToOthers: async () => {
      if (clock.monotonic() < contendedUntil) await clock.sleep(1 + clock.random() * 2);
    },
    committed: (open, newHeads) => {
      if (newHeads.length === 0) return;
      commits += 1;
      if (commits === 1) {
        const isNew = open.databaseId === options.newDatabaseId;
        placing = places?.note(path, open.databaseId, isNew) ?? placing;
      }
      heads?.note(open.databaseId, newHeads);
    },
    commits: () => commits,
    placed: () => placing,
    hurry: () => {
      hurried = true;
    },
    close: () => {
      closed = true;
      current?.db.close();
      current = null;
      opening = null;
    },
  };
};

const closedFault = (): StoreUnusable =>
  new StoreUnusable("The store is closed.", "Restart Baton.");
