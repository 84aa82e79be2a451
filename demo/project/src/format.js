import { split } from "./split.js";

/**
 * Writes milliseconds as `1h 30m` (style `short`, the default) or `1 hour, 30 minutes` (style `long`).
 * `largest` and `smallest` limit the units; what is smaller than the smallest is cut off.
 */
export const format = (ms, { largest, smallest, style = "short" } = {}) => {
  const write = styles[style];
  if (write === undefined) throw new RangeError(`no style ${JSON.stringify(style)}`);
  const { negative, parts } = split(ms, { largest, smallest });
  const shown = parts.filter(({ count }) => count > 0);
  const text = write(shown.length > 0 ? shown : parts.slice(-1));
  return negative ? `-${text}` : text;
};

const styles = {
  short: (parts) => parts.map(({ unit, count }) => `${count}${unit.symbol}`).join(" "),
  long: (parts) =>
    parts.map(({ unit, count }) => `${count} ${unit.name}${count === 1 ? "" : "s"}`).join(", "),
};
