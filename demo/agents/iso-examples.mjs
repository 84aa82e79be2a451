import { pathToFileURL } from "node:url";

const designators = { W: "week", D: "day", H: "hour", S: "second", Y: "year" };

/** The ISO durations that a text gives as examples (in backticks), each once, in order. */
export const isoExamples = (markdown) => [
  ...new Set([...markdown.matchAll(/`([+-]?P[\dT.,A-Z]+)`/g)].map((match) => match[1])),
];

/** The parts of an ISO duration as [{count, unit}]; M is a month before the T and a minute after it. */
export const isoParts = (iso) =>
  iso.split("T").flatMap((half, index) =>
    [...half.matchAll(/(\d+(?:[.,]\d+)?)([WDHSYM])/g)].map(([, digits, letter]) => ({
      count: Number(digits.replace(",", ".")),
      unit: letter === "M" ? (index === 0 ? "month" : "minute") : designators[letter],
    })),
  );

/** Lengths by unit name, as the project in the current folder has them. */
export const projectUnits = async () => {
  const { units } = await import(pathToFileURL("src/units.js").href);
  return new Map(units.map(({ name, ms }) => [name, ms]));
};
