/** Times of one measure, in the unit of its row. */
export type Samples = readonly number[];

/** The value below which the share `p` of the samples lies, by nearest rank. */
export const percentile = (samples: Samples, p: number): number => {
  const sorted = samples.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * p) - 1)] ?? Number.NaN;
};

/** The middle of the samples. */
export const median = (samples: Samples): number => percentile(samples, 0.5);
