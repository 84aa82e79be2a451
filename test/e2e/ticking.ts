import { onTestFinished } from "vitest";
import { startTicker } from "../../src/engine/due/ticker.ts";
import type { VirtualBaton } from "./virtual-baton.ts";

/** A ticker whose pauses end when the test says so. */
export const ticking = (baton: VirtualBaton) => {
  const errors: unknown[] = [];
  let asked: ((ms: number) => void) | null = null;
  let go: (() => void) | null = null;
  let pause = new Promise<number>((resolve) => {
    asked = resolve;
  });
  const ticker = startTicker(baton.engine.ports, baton.engine.held, {
    wait: (ms) =>
      new Promise((resolve) => {
        go = resolve;
        asked?.(ms);
      }),
    onError: (error) => errors.push(error),
  });
  onTestFinished(() => {
    ticker.stop();
    go?.();
  });
  return {
    errors,
    stop: () => ticker.stop(),
    /** Ends the present pause, and does not wait for what comes of it. */
    go: async (): Promise<void> => {
      await pause;
      go?.();
    },
    /** Ends the present pause, and returns how long the next one is to be. */
    tick: async (): Promise<number> => {
      await pause;
      pause = new Promise((resolve) => {
        asked = resolve;
      });
      go?.();
      return pause;
    },
  };
};
