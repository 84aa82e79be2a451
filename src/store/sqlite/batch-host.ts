import type { Clock } from "../../core/port/clock.ts";
import type { StateCache } from "../state-cache.ts";
import type { Connection } from "./connection.ts";
import type { NewHead } from "./run-unit.ts";

/** What running a batch needs from the store. */
export interface BatchHost {
  readonly clock: Clock;
  readonly cache: StateCache;
  /** The open connection, opened and created if need be. */
  connection(): Promise<Connection>;
  /** Closes the connection, whose state is in doubt, and opens another. */
  reconnect(): Promise<Connection>;
  /** Brings what can be read there to the disk for sure; throws when that cannot be done. */
  secure(connection: Connection): Promise<void>;
  /**
   * Begins a transaction, after waiting for others if need be, and runs `work` in the same turn of the event loop, so that
   * nothing else gets into it. `work` ends the transaction and does not throw.
   */
  transaction<T>(connection: Connection, work: () => T): Promise<T>;
  /** Throws when the open files are no longer those at their paths. */
  checkFiles(connection: Connection): void;
  /** Told of the error of a transaction that was rolled back. */
  failed(error: unknown): void;
  /** Told of each commit that appended events. */
  committed(connection: Connection, heads: readonly NewHead[]): void;
}
