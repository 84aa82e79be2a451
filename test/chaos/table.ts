import type { Findings, Scenario } from "./scenario.ts";

/** What came of a scenario: its rounds, or why it was not played. */
export type Outcome =
  | { readonly rounds: readonly Findings[]; readonly seconds: number }
  | { readonly skipped: string };

const columns = ["scenario", "result", "rounds", "acknowledged", "not answered", "seconds"];
const widths = [14, 8, 6, 12, 12, 7];

const line = (cells: readonly (string | number)[]): string =>
  cells.map((cell, i) => String(cell)[i < 2 ? "padEnd" : "padStart"](widths[i] ?? 0)).join("  ");

/** The names of the columns. */
export const tableHead: string = line(columns);

/** A scenario's line. */
export const row = ({ name }: Scenario, outcome: Outcome): string => {
  if ("skipped" in outcome) return `${line([name, "skipped"])}  ${outcome.skipped}`;
  const { rounds, seconds } = outcome;
  const sum = (of: (each: Findings) => number) =>
    rounds.reduce((total, each) => total + of(each), 0);
  return line([
    name,
    sum(({ faults }) => faults.length) === 0 ? "held" : "FAULT",
    rounds.length,
    sum(({ acknowledged }) => acknowledged),
    sum(({ unanswered }) => unanswered),
    seconds,
  ]);
};
