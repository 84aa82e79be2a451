import { parse } from "./parse.js";
import { unitOf } from "./units.js";

/** Rounds milliseconds to the nearest whole unit; halves go away from zero. */
export const round = (ms, unit) =>
  by(ms, unit, (count) => Math.sign(count) * Math.round(Math.abs(count)));

/** Rounds milliseconds down to a whole unit. */
export const floor = (ms, unit) => by(ms, unit, Math.floor);

/** Rounds milliseconds up to a whole unit. */
export const ceil = (ms, unit) => by(ms, unit, Math.ceil);

/** Keeps a duration between two limits; each may be milliseconds or a text such as `30s`. */
export const clamp = (ms, shortest, longest) => {
  const low = toMs(shortest);
  const high = toMs(longest);
  if (low > high) throw new RangeError(`${shortest} is longer than ${longest}`);
  return Math.min(Math.max(ms, low), high);
};

const by = (ms, unit, how) => {
  const size = unitOf(unit).ms;
  return how(ms / size) * size + 0;
};

const toMs = (limit) => (typeof limit === "string" ? parse(limit) : limit);
