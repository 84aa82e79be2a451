import type { Clock } from "../../core/port/clock.ts";
import { type Batch, newBatch } from "./batch.ts";
import type { BatchHost } from "./batch-host.ts";
import type { Connection } from "./connection.ts";
import { type Entry, headsOf, type Member } from "./member.ts";
import { type Failure, settleDoubt } from "./settle-doubt.ts";
import { named } from "./sqlite-fault.ts";

const maxUnits = 64;
const maxMs = 5;

/** Takes units off the queue, runs them in one transaction, and answers them after its commit. */
export const runBatch = async (host: BatchHost, queue: Entry[]): Promise<void> => {
  let connection: Connection;
  let attempt: Attempt;
  try {
    connection = await host.connection();
    attempt = await host.transaction(connection, () => attemptBatch(host, connection, queue));
  } catch (error) {
    for (const entry of queue.splice(0, maxUnits)) entry.reject(named(error));
    return;
  }
  const { members, taken, failure } = attempt;
  if (failure !== null) {
    const doubt = failure.type === "commit" ? await settleDoubt(host, members, failure) : failure;
    if (doubt !== null) host.failed(doubt.error);
    if (doubt !== null) return abandon(host, taken, doubt.error);
  }
  attempt.batch.publish();
  host.committed(connection, headsOf(members));
  for (const { entry, settled } of members) {
    if (settled.type === "done") entry.resolve(settled.result.outcome);
    else entry.reject(named(settled.error));
  }
};

/** A transaction that has ended, one way or another. */
interface Attempt {
  readonly batch: Batch;
  readonly taken: readonly Entry[];
  readonly members: readonly Member[];
  readonly failure: Failure | null;
}

const attemptBatch = (host: BatchHost, connection: Connection, queue: Entry[]): Attempt => {
  const batch = newBatch(connection, host.cache, queue.length === 1);
  const taken: Entry[] = [];
  const members: Member[] = [];
  let type: Failure["type"] = "work";
  try {
    fill(host.clock, queue, batch, taken, members);
    host.checkFiles(connection);
    type = "commit";
    connection.ops.commit();
    // What went into a file that was taken away meanwhile is not saved.
    host.checkFiles(connection);
    return { batch, taken, members, failure: null };
  } catch (error) {
    if (connection.db.inTransaction) connection.ops.rollback();
    return { batch, taken, members, failure: { type, error } };
  }
};

const fill = (
  clock: Clock,
  queue: Entry[],
  batch: Batch,
  taken: Entry[],
  members: Member[],
): void => {
  const start = clock.monotonic();
  while (taken.length < maxUnits) {
    if (taken.length > 0 && clock.monotonic() - start > maxMs) return;
    const entry = queue.shift();
    if (entry === undefined) return;
    taken.push(entry);
    members.push({ entry, settled: batch.run(entry.unit) });
  }
};

/** Nothing of the batch was committed: its members run again, each in a transaction of its own, so that one cannot hurt the others. */
const abandon = async (host: BatchHost, taken: readonly Entry[], error: unknown): Promise<void> => {
  const [first, ...others] = taken;
  if (first === undefined) return;
  if (others.length === 0) return first.reject(named(error));
  for (const entry of taken) await runBatch(host, [entry]);
};
