import type { Clock } from "../../core/port/clock.ts";
import { StoreUnusable } from "../../core/port/store-error.ts";
import type { Heads } from "../heads.ts";
import type { Places } from "../places.ts";
import { type StateCache, stateCache } from "../state-cache.ts";
import { type Connection, type ConnectionOptions, openConnection } from "./connection.ts";
import type { DatabaseKey } from "./database-key.ts";
import { flushLog } from "./flush-log.ts";
import { type FileSystemFacts, refuseNetworkFileSystem } from "./network-file-system.ts";
import { existingFolder, isThere, makePlace } from "./place.ts";
import { refuseLinks } from "./refuse-links.ts";
import { retryBusy } from "./retry-busy.ts";
import { faultCode, isBusy, named } from "./sqlite-fault.ts";
import type { WriterHost } from "./writer.ts";

/** The connection as reads and writes share it. */
export interface Host extends WriterHost {
  readonly cache: StateCache;
  /** The connection for reading; null while there is no database. */
  reading(): Promise<Connection | null>;
  /** Rises with each commit made here that appended events, and with each new connection. */
  changes(): number;
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
  /** False where a person has chosen the place, links and all. */
  readonly refusesLinks: boolean;
}

/** Reads look at the files again after this long; commits always do. */
const checkEveryMs = 250;
/** Others that have the files open notice in this time that they are not the right ones any more, and let go of them. */
const letGoMs = 500;
/** Others are thought to want their turn for this long after they were noticed. */
const contendedMs = 500;

/** Holds the one connection of a process, opened when it is first needed. */
export const createHost = (options: HostOptions): Host => {
  const { path, clock, heads, places, fileSystem } = options;
  const cache = stateCache();
  let opening: Promise<Connection> | null = null;
  let current: Connection | null = null;
  /** The last connection that was given up, whose files decide whether there may be another. */
  let former: Connection | null = null;
  let checkedAt = Number.NEGATIVE_INFINITY;
  let contendedUntil = Number.NEGATIVE_INFINITY;
  let commits = 0;
  let connections = 0;
  let placing: Promise<void> = Promise.resolve();
  let hurried = false;
  let closed = false;
  /** While the files of a connection are not the right ones any more. */
  let lettingGo: Promise<void> | null = null;
  /** After a commit that failed, though it is in the log: that may not be on the disk. */
  let inDoubt = false;

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
    if (options.refusesLinks) refuseLinks(path);
    // Nothing is made for a key that cannot be had.
    const key = (await options.key?.()) ?? null;
    // What was there once is not made anew: what is missing may come back.
    if (former !== null) former.files.guardReopening();
    else if (create) makePlace(path);
    const opened = await openConnection(options, key);
    if (closed) {
      opened.db.close();
      throw closedFault();
    }
    try {
      await settle(opened);
    } catch (error) {
      opened.db.close();
      throw error;
    }
    cache.clear();
    connections += 1;
    current = opened;
    return opened;
  };

  /**
   * A log that could not be synced may read well and yet not be on the disk, and all that is written behind it would be lost
   * with it. So its content goes into the database before anything is answered from it.
   */
  const settle = async (opened: Connection): Promise<void> => {
    if (!inDoubt) return;
    const failure = await flushLog(opened.db, clock);
    if (failure !== null) throw failure;
    inDoubt = false;
  };

  const giveUp = (): void => {
    if (current === null) return;
    current.db.close();
    former = current;
    current = null;
    opening = null;
  };

  /** A file that could not be written to when it was opened stays so in this connection. */
  const failed = (error: unknown): void => {
    if (faultCode(error).startsWith("SQLITE_READONLY")) giveUp();
  };

  const check = (open: Connection): void => {
    checkedAt = clock.monotonic();
    try {
      open.files.check();
    } catch (error) {
      // When the transaction has ended that may be under way.
      if (open === current) lettingGo ??= Promise.resolve().then(letGo);
      throw error;
    }
  };

  /** Lets go of files that are not the right ones any more, and gives others time to do so too. */
  const letGo = async (): Promise<void> => {
    // The last chance for what was committed; if it fails, nothing better is left to do.
    if (current?.files.mayFlush()) await flushLog(current.db, clock);
    giveUp();
    await clock.sleep(letGoMs);
    lettingGo = null;
  };

  return {
    clock,
    cache,
    connection: async () => {
      await lettingGo;
      return current ?? connection(true);
    },
    reading: async () => {
      await lettingGo;
      if (current === null) {
        if (opening === null && former === null && !isThere(path)) return null;
        await connection(false);
      }
      if (current !== null && clock.monotonic() - checkedAt > checkEveryMs) check(current);
      return current;
    },
    reconnect: async () => {
      await lettingGo;
      giveUp();
      return connection(false);
    },
    secure: async (open) => {
      inDoubt = true;
      try {
        await settle(open);
      } catch (error) {
        giveUp();
        throw error;
      }
    },
    transaction: (open, work) =>
      retryBusy(clock, () => {
        if (!open.db.open) throw reopenedFault();
        try {
          open.ops.begin();
        } catch (error) {
          failed(error);
          if (!isBusy(error)) throw error;
          contendedUntil = clock.monotonic() + contendedMs;
          throw hurried ? named(error) : error;
        }
        return work();
      }),
    checkFiles: check,
    failed,
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
    changes: () => commits + connections,
    placed: () => placing,
    hurry: () => {
      hurried = true;
    },
    close: () => {
      closed = true;
      giveUp();
    },
  };
};

const reopenedFault = (): StoreUnusable =>
  new StoreUnusable(
    "The database was closed while this call waited for its turn; nothing of it was saved.",
    "Repeat the call.",
  );

const closedFault = (): StoreUnusable =>
  new StoreUnusable("The store is closed.", "Restart Baton.");
