import type { Samples } from "./samples.ts";
import { median } from "./stats.ts";

/** What is good enough: a bound of the ratio, or of the figure itself. */
export interface Aim {
  readonly of: "ratio" | "subject";
  readonly bound: "most" | "least";
  readonly value: number;
}

/** A ratio that is good enough up to this. */
export const ratioAtMost = (value: number): Aim => ({ of: "ratio", bound: "most", value });

/** A ratio that is good enough from this on. */
export const ratioAtLeast = (value: number): Aim => ({ of: "ratio", bound: "least", value });

/** One line of the result: a figure, beside what it is held against where there is such a thing. */
export interface Row {
  readonly measure: string;
  /** Such as `ms`; empty for a plain number. */
  readonly unit: string;
  readonly subject: number;
  readonly against: number | null;
  readonly ratio: number | null;
  /** The lowest and the highest ratio of a sitting, or figure where there is no ratio. */
  readonly spread: readonly [low: number, high: number] | null;
  readonly aim: Aim | null;
}

/** Rows that are read together. */
export interface Table {
  readonly title: string;
  /** Heads of the two columns of figures. */
  readonly subject: string;
  readonly against: string;
  readonly rows: readonly Row[];
}

/** Says whether an aim is reached; null where there is none. */
export const reached = ({ subject, ratio, aim }: Row): boolean | null => {
  const value = aim?.of === "ratio" ? ratio : subject;
  if (aim === null || value === null) return null;
  return aim.bound === "most" ? value <= aim.value : value >= aim.value;
};

/** A row of a figure that is held against nothing but its aim. */
export const rowAlone = (
  measure: string,
  unit: string,
  subject: number,
  aim: Aim | null = null,
): Row => ({ measure, unit, subject, against: null, ratio: null, spread: null, aim });

/** How a row is made of samples. */
interface RowOptions {
  readonly measure: string;
  readonly unit: string;
  readonly aim?: Aim | null;
  /** What becomes of samples; their median where nothing is said. */
  readonly statistic?: (samples: readonly number[]) => number;
  /** Added to the name of the measure, such as ` p95`. */
  readonly label?: string;
}

/** A row of what two contestants did, or none where they did nothing. */
export const rowBeside = (
  samples: Samples,
  [subject, against]: readonly [subject: string, against: string],
  { measure, unit, aim = null, statistic = median, label = "" }: RowOptions,
): readonly Row[] => {
  const mine = samples.of(measure, subject);
  const theirs = samples.of(measure, against);
  if (mine.length === 0) return [];
  const ratios = mine.map((sitting, i) => statistic(sitting) / statistic(theirs[i] ?? []));
  const figure = statistic(mine.flat());
  const floor = statistic(theirs.flat());
  return [
    {
      measure: measure + label,
      unit,
      subject: figure,
      against: floor,
      ratio: figure / floor,
      spread: [Math.min(...ratios), Math.max(...ratios)],
      aim,
    },
  ];
};
