import { randomUUID } from "node:crypto";
import { setTimeout } from "node:timers/promises";
import type { EngineClock } from "../engine/ports.ts";

/** The machine's own time, chance and ids. */
export const realClock: EngineClock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  random: () => Math.random(),
  sleep: (ms, signal) => setTimeout(ms, undefined, signal && { signal }).catch(() => undefined),
  newId: () => randomUUID(),
};
