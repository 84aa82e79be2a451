import { initial } from "./0001-initial.ts";
import { cache } from "./0002-cache.ts";
import { failedHandoffs } from "./0003-failed-handoffs.ts";

/** One step of the database's format. Frozen once released; a test holds the hash of each. */
export interface Migration {
  readonly number: number;
  readonly sql: string;
}

/** All steps, oldest first. */
export const migrations: readonly Migration[] = [
  { number: 1, sql: initial },
  { number: 2, sql: cache },
  { number: 3, sql: failedHandoffs },
];
