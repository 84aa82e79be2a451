import { findUnit } from "./units.js";

const part = /\s*(\d+(?:\.\d+)?)\s*([a-z]+)\s*,?/iy;

/**
 * Reads a duration such as `1h 30m`, `-2.5 days` or `1 week, 2 days` and returns milliseconds.
 * Throws a TypeError when it is not given a text, and a RangeError when it cannot read the text.
 */
export const parse = (text) => {
  if (typeof text !== "string") throw new TypeError(`a duration is a text, not ${typeof text}`);
  const trimmed = text.trim();
  const sign = trimmed.startsWith("-") ? -1 : 1;
  const start = /^[+-]/.test(trimmed) ? 1 : 0;
  if (start === trimmed.length) throw unreadable(text, start);
  return sign * readParts(trimmed, start);
};

/** Reads parts from `start` to the end; each unit must be smaller than the one before it. */
const readParts = (text, start) => {
  let total = 0;
  let position = start;
  let limit = Number.POSITIVE_INFINITY;
  while (position < text.length) {
    part.lastIndex = position;
    const match = part.exec(text);
    const unit = match === null ? undefined : findUnit(match[2]);
    if (unit === undefined || unit.ms >= limit) throw unreadable(text, position);
    total += Number(match[1]) * unit.ms;
    limit = unit.ms;
    position = part.lastIndex;
  }
  return wholeMilliseconds(total, text);
};

/** Rounds away what floating point adds (1.1s is 1100), and refuses what no longer counts exactly. */
const wholeMilliseconds = (total, text) => {
  const ms = Math.round(total);
  if (!Number.isSafeInteger(ms)) throw new RangeError(`${JSON.stringify(text)} is too long`);
  return ms;
};

const unreadable = (text, position) =>
  new RangeError(`cannot read ${JSON.stringify(text)} at position ${position}`);
