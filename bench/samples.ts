/** Samples of each measure and contestant, by sitting. */
export interface Samples {
  add(measure: string, sitting: number, contestant: string, sample: number): void;
  /** One list for each sitting; empty where nothing was measured. */
  of(measure: string, contestant: string): readonly (readonly number[])[];
}

/** An empty collection. */
export const collectSamples = (): Samples => {
  const all = new Map<string, number[][]>();
  const keyOf = (measure: string, contestant: string): string => `${measure}\n${contestant}`;
  return {
    add: (measure, sitting, contestant, sample) => {
      const key = keyOf(measure, contestant);
      const sittings = all.get(key) ?? [];
      all.set(key, sittings);
      sittings[sitting] ??= [];
      sittings[sitting].push(sample);
    },
    of: (measure, contestant) => all.get(keyOf(measure, contestant)) ?? [],
  };
};
