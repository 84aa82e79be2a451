import { randomUUID } from "node:crypto";
import type { EngineClock } from "../engine/ports.ts";

/** The machine's own time, chance and ids. */
export const realClock: EngineClock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  random: () => Math.random(),
  sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  newId: () => randomUUID(),
};
