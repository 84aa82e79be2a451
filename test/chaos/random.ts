/** Chance that a seed determines. */
export interface Random {
  /** A whole number from `from` up to, but not including, `to`. */
  between(from: number, to: number): number;
}

/** The generator "mulberry32" of Tommy Ettinger. */
export const seeded = (seed: number): Random => {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return { between: (from, to) => from + Math.floor(next() * (to - from)) };
};
