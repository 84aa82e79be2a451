/** Time and chance as the edges get them from compose, so that the whole product runs under a virtual clock. */
export interface Clock {
  /** Wall clock, epoch ms. */
  now(): number;
  /** Never goes back; ms since some fixed point, with fractions. */
  monotonic(): number;
  /** Resolves after a time, or at once when the signal is given. */
  sleep(ms: number, cut?: AbortSignal): Promise<void>;
  /** In [0, 1). */
  random(): number;
}
