const baseMs = 2_000;
const factor = 2;
const maxMs = 300_000;

/**
 * How long to wait before retry number `failures` (from 1): exponential, half of it jittered so that agents
 * that failed together do not return together ("Exponential Backoff And Jitter", AWS, 2015). `random` is in [0, 1).
 */
export const backoffMs = (failures: number, random: number): number => {
  const full = Math.min(maxMs, baseMs * factor ** (failures - 1));
  return Math.round(full / 2 + (full / 2) * random);
};
