import type { Clock } from "../../core/port/clock.ts";
import { isBusy, named } from "./sqlite-fault.ts";

/** How long the store waits for others before it gives up, in ms. */
const busyLimitMs = 10_000;

/**
 * Tries again while others hold the lock, after short random pauses: SQLite's own waiting would block the event loop and
 * lets some processes starve. Who has waited long tries more often. Gives up with StoreBusy.
 */
export const retryBusy = async <T>(
  clock: Clock,
  attempt: () => T | Promise<T>,
  limitMs: number = busyLimitMs,
): Promise<T> => {
  const start = clock.monotonic();
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      const waited = clock.monotonic() - start;
      if (!isBusy(error) || waited > limitMs) throw named(error);
      await clock.sleep(waited < 100 ? 1 + clock.random() * 4 : 1 + clock.random());
    }
  }
};
