import { StoreUnusable } from "../../core/port/store-error.ts";
import type { BatchHost } from "./batch-host.ts";
import { headsOf, type Member } from "./member.ts";
import type { Operations } from "./operations.ts";
import { commandKey } from "./sql/command.ts";

/** Why a transaction failed: in its work, and then it is rolled back, or in its commit, and then nobody knows. */
export interface Failure {
  readonly type: "work" | "commit";
  readonly error: unknown;
}

/** After a failed commit: a new connection reads what the disk says. Null when the batch is durable after all. */
export const settleDoubt = async (
  host: BatchHost,
  members: readonly Member[],
  failure: Failure,
): Promise<Failure | null> => {
  try {
    const fresh = await host.reconnect();
    if (!landed(fresh.ops, members)) return failure;
    await host.secure(fresh);
    return null;
  } catch (cause) {
    return { type: "commit", error: unknown(cause) };
  }
};

/** A transaction is there whole or not at all, so one of its commands or events tells. */
const landed = (ops: Operations, members: readonly Member[]): boolean => {
  const head = headsOf(members)[0];
  if (head === undefined) return false;
  const member = members.find(
    ({ settled }) => settled.type === "done" && settled.result.head === head,
  );
  const command = member?.entry.unit.command ?? null;
  if (command !== null) {
    return ops.findCommand(commandKey(command.id), command.id)?.hash === command.hash;
  }
  const stream = ops.readStream(head.stream);
  const [event] =
    stream === undefined ? [] : ops.readEvents(stream.id, head.version, head.version, 1);
  return event?.hash === head.hash;
};

const unknown = (cause: unknown): StoreUnusable =>
  new StoreUnusable(
    "The disk failed during a commit, and whether this call was saved cannot be read back.",
    "Check the disk, then repeat the call with the same idempotency_key: it will not be done twice.",
    { cause },
  );
