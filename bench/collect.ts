import type { Contestant } from "./places.ts";

/** One measure in one sitting, as it came for each server; the bare one may have done something else than Baton. */
export interface Sitting {
  readonly bare: number[];
  readonly empty: number[];
  readonly full: number[];
}

/** Samples by measure, then by sitting. */
export interface Collected {
  add(measure: string, sitting: number, contestant: Contestant, sample: number): void;
  of(measure: string): readonly Sitting[];
}

/** An empty collection. */
export const collect = (): Collected => {
  const all = new Map<string, Sitting[]>();
  return {
    add: (measure, sitting, contestant, sample) => {
      const sittings = all.get(measure) ?? [];
      all.set(measure, sittings);
      sittings[sitting] ??= { bare: [], empty: [], full: [] };
      sittings[sitting][contestant].push(sample);
    },
    of: (measure) => all.get(measure) ?? [],
  };
};
