import type { Store } from "../../src/core/port/store.ts";
import { StoreBusy } from "../../src/core/port/store-error.ts";
import type { Random } from "../chaos/random.ts";
import type { Scheduler, SimProcess } from "./scheduler.ts";

/** What can go wrong at one commit, each with its share in a thousand. */
export interface FaultRates {
  /** Others keep the database locked: nothing is written. */
  readonly busy: number;
  /** The process ends before the commit. */
  readonly crashBefore: number;
  /** The process ends after the commit, before anybody is told. */
  readonly crashAfter: number;
  /** The disk takes its time: up to a minute. */
  readonly slow: number;
}

/** No faults. */
export const calm: FaultRates = { busy: 0, crashBefore: 0, crashAfter: 0, slow: 0 };

/** A process's view of the store: every access waits for its turn, and commits meet faults. */
export const faultyStore = (
  base: Store,
  scheduler: Scheduler,
  process: SimProcess,
  random: Random,
  rates: () => FaultRates,
): Store => {
  const read =
    <A extends readonly unknown[], R>(method: (...args: A) => Promise<R>) =>
    async (...args: A): Promise<R> => {
      await scheduler.turn(process);
      return scheduler.outside(() => method(...args));
    };
  return {
    ...base,
    state: read(base.state),
    ready: read(base.ready),
    active: read(base.active),
    outbox: read(base.outbox),
    timersDue: read(base.timersDue),
    transact: async (unit) => {
      await scheduler.turn(process);
      const { busy, crashBefore, crashAfter, slow } = rates();
      const fate = random.between(0, 1000);
      if (fate < busy) throw new StoreBusy("others write");
      if (fate < busy + crashBefore) {
        process.end();
        return scheduler.turn(process).then(never);
      }
      if (fate < busy + crashBefore + slow)
        await scheduler.sleep(process, random.between(0, 60_000));
      const outcome = await scheduler.outside(() => base.transact(unit));
      if (fate >= 1000 - crashAfter) process.end();
      await scheduler.turn(process);
      return outcome;
    },
  };
};

const never = (): never => {
  throw new Error("the dead go on");
};
