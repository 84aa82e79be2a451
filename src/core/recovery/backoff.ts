/** How the pauses before retries grow. */
export interface Backoff {
  readonly baseMs: number;
  readonly factor: number;
  readonly maxMs: number;
}

/** The pauses where nothing else is said. */
export const usualBackoff: Backoff = { baseMs: 2_000, factor: 2, maxMs: 300_000 };

/**
 * How long to wait before retry number `failures` (from 1): exponential, half of it jittered so that agents
 * that failed together do not return together ("Exponential Backoff And Jitter", AWS, 2015). `random` is in [0, 1).
 */
export const backoffMs = (
  failures: number,
  random: number,
  { baseMs, factor, maxMs }: Backoff = usualBackoff,
): number => {
  const full = Math.min(maxMs, baseMs * factor ** (failures - 1));
  return Math.round(full / 2 + (full / 2) * random);
};
