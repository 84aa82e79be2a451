import type { Actor } from "../actor.ts";
import type { Cache } from "./cache.ts";
import type { Queries } from "./query.ts";
import type { Outcome, Unit } from "./unit.ts";

/** One finding of a check of the hash chains; one about the whole database has no stream and version 0. */
export interface ChainFault {
  readonly stream: string;
  readonly version: number;
  readonly what: string;
}

/** Result of checking hash chains against the events and against the heads kept outside. */
export interface ChainReport {
  readonly streams: number;
  readonly events: number;
  readonly faults: readonly ChainFault[];
  /** Streams for which a head outside the database was found and matched. */
  readonly anchored: number;
}

/** An event as it is kept, with what its link of the hash chain covers. */
export interface KeptEvent {
  /** Place among all events of the database. */
  readonly position: number;
  readonly stream: string;
  readonly version: number;
  readonly type: string;
  readonly typeVersion: number;
  readonly at: number;
  readonly actor: Actor;
  /** Lower-case hex SHA-256. */
  readonly hash: string;
  /** The event's data as JSON text, as it was hashed. */
  readonly text: string;
}

/** Difference between the derived rows as kept and as the events say. */
export interface RebuildReport {
  readonly rows: number;
  /** At most 20 lines, each naming table, key and field. */
  readonly differences: readonly string[];
}

/** Care of the data itself; only the command line uses it. */
export interface Maintenance {
  /** SQLite's integrity check or its like; empty means sound. */
  integrity(): Promise<readonly string[]>;
  /** Checks one stream's chain, or all. */
  verify(stream?: string): Promise<ChainReport>;
  /** Events of all streams in the order of their commits, after a position, at most `limit`. */
  kept(after: number, limit: number): Promise<readonly KeptEvent[]>;
  /** Derives every row anew, compares, and with `repair` puts the derived ones in place. */
  rebuild(options: { readonly repair: boolean }): Promise<RebuildReport>;
}

/** The one port to durable state; one contract suite (test/store) holds for every adapter. */
export interface Store extends Queries, Maintenance, Cache {
  /** Names the database in every hash, for its whole life; null until the first write has created it. */
  databaseId(): Promise<string | null>;
  /** True once the database exists (a store may create it with the first write). */
  exists(): Promise<boolean>;
  /**
   * Runs one command in one transaction: looks the command id up, reads the stream and the facts, decides, and
   * commits events, rows, messages, blobs and reply together or not at all. Answers after the commit is durable.
   * Throws {@link StoreBusy} when the database stays locked by others, and a named error for a fault of the disk.
   */
  transact(unit: Unit): Promise<Outcome>;
  close(): Promise<void>;
}
