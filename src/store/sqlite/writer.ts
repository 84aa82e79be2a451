import type { Outcome, Unit } from "../../core/port/unit.ts";
import type { BatchHost } from "./batch-host.ts";
import type { Entry } from "./member.ts";
import { runBatch } from "./run-batch.ts";

/** The one queue through which a process writes. */
export interface Writer {
  submit(unit: Unit): Promise<Outcome>;
  /** Waits until the queue is empty. */
  idle(): Promise<void>;
}

/** What the queue needs besides: a pause that lets other processes have their turn. */
export interface WriterHost extends BatchHost {
  yieldToOthers(): Promise<void>;
}

/**
 * Commits what comes together in one transaction. All that arrives while SQLite is busy joins the next batch. A lone
 * caller does not wait; only a second batch in the same turn of the event loop waits for the next turn, since
 * others want the loop too.
 */
export const createWriter = (host: WriterHost): Writer => {
  const queue: Entry[] = [];
  let draining: Promise<void> | null = null;
  let wroteThisTurn = false;

  const drain = async (): Promise<void> => {
    while (queue.length > 0) {
      // Callers that ask in the same moment get into the queue first.
      await (wroteThisTurn ? nextTurn() : Promise.resolve());
      wroteThisTurn = true;
      await runBatch(host, queue);
      setImmediate(() => {
        wroteThisTurn = false;
      });
      if (queue.length > 0) await host.yieldToOthers();
    }
    draining = null;
  };

  return {
    submit: (unit) =>
      new Promise((resolve, reject) => {
        queue.push({ unit, resolve, reject });
        draining ??= drain();
      }),
    idle: async () => {
      await draining;
    },
  };
};

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
