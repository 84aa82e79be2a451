import { unitOf, units } from "./units.js";

/**
 * Splits milliseconds into whole counts of the units from `largest` to `smallest`, both included.
 * Returns the sign and the parts, largest first, zero counts too; what is left over is cut off.
 */
export const split = (ms, { largest = "w", smallest = "ms" } = {}) => {
  if (!Number.isFinite(ms)) throw new RangeError(`${ms} is not a number of milliseconds`);
  const from = units.indexOf(unitOf(largest));
  const to = units.indexOf(unitOf(smallest));
  if (from > to) throw new RangeError(`${largest} is smaller than ${smallest}`);
  const parts = [];
  let rest = Math.abs(ms);
  for (const unit of units.slice(from, to + 1)) {
    const count = Math.floor(rest / unit.ms);
    rest -= count * unit.ms;
    parts.push({ unit, count });
  }
  const negative = ms < 0 && parts.some(({ count }) => count > 0);
  return { negative, parts };
};
