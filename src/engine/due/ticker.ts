import type { Ports } from "../ports.ts";
import { doDue } from "./do-due.ts";
import { type KeepAlive, renewHeld } from "./keep-alive.ts";

/** Runs due work and renews this process's leases until stopped. */
export interface Ticker {
  stop(): void;
}

/** Also how late a timer can be that came into being during a pause. */
const longestPauseMs = 1_000;
const shortestPauseMs = 50;

/** Starts the ticker; `wait` resolves after the given ms, or earlier when the ticker is stopped. */
export const startTicker = (
  ports: Ports,
  held: KeepAlive,
  options: {
    readonly wait: (ms: number) => Promise<void>;
    readonly onError: (error: unknown) => void;
  },
): Ticker => {
  let running = true;
  const loop = async (): Promise<void> => {
    while (running) {
      await options.wait(await pauseUntilDue(ports).catch(() => longestPauseMs));
      if (!running) return;
      try {
        await renewHeld(ports, held);
        await doDue(ports);
      } catch (error) {
        // What a stopped server could not finish is done by the next one.
        if (running) options.onError(error);
      }
    }
  };
  void loop();
  return {
    stop: () => {
      running = false;
    },
  };
};

const pauseUntilDue = async (ports: Ports): Promise<number> => {
  const next = await ports.store.nextTimer();
  if (next === null) return longestPauseMs;
  return Math.min(longestPauseMs, Math.max(shortestPauseMs, next - ports.clock.now()));
};
