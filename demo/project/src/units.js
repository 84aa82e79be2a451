/**
 * The units this library knows, largest first. All have a fixed length in milliseconds; a day is always 24
 * hours, whatever the clocks do.
 */
export const units = [
  { symbol: "w", name: "week", ms: 604_800_000 },
  { symbol: "d", name: "day", ms: 86_400_000 },
  { symbol: "h", name: "hour", ms: 3_600_000 },
  { symbol: "m", name: "minute", ms: 60_000 },
  { symbol: "s", name: "second", ms: 1_000 },
  { symbol: "ms", name: "millisecond", ms: 1 },
];

const bySpelling = new Map(
  units.flatMap((unit) => [
    [unit.symbol, unit],
    [unit.name, unit],
    [`${unit.name}s`, unit],
  ]),
);

/** The unit of a spelling such as `m`, `minute` or `minutes`, or undefined. */
export const findUnit = (spelling) => bySpelling.get(spelling.toLowerCase());

/** The same, for callers that were given a unit as an option: throws a RangeError that lists the units. */
export const unitOf = (spelling) => {
  const unit = findUnit(String(spelling));
  if (unit !== undefined) return unit;
  const known = units.map(({ symbol }) => symbol).join(", ");
  throw new RangeError(`no unit ${JSON.stringify(spelling)} (units: ${known})`);
};
