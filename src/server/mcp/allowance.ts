/** How many calls a connection may make. */
export interface Allowance {
  /** Takes one call; returns how many milliseconds to wait first, 0 when it may go on. */
  take(): number;
}

/** What no client and no team of agents needs for long, and a program that runs in a circle soon exceeds. */
export const usualPerSecond = 100;
/** What was not used may be used later at once: so many seconds' worth. */
export const burstSeconds = 50;

/** So many calls a second by a clock that cannot be set, and a burst now and then: a bucket that fills with time. */
export const createAllowance = (monotonic: () => number, perSecond: number): Allowance => {
  const burst = perSecond * burstSeconds;
  let left = burst;
  let filledAt = monotonic();
  return {
    take: () => {
      const now = monotonic();
      left = Math.min(burst, left + ((now - filledAt) * perSecond) / 1000);
      filledAt = now;
      if (left < 1) return Math.ceil(((1 - left) * 1000) / perSecond);
      left--;
      return 0;
    },
  };
};

/** The allowance that an operator has set in the environment, else the usual one. */
export const allowanceIn = (env: NodeJS.ProcessEnv, monotonic: () => number): Allowance => {
  const given = Number(env.BATON_CALLS_PER_SECOND ?? "");
  return createAllowance(monotonic, given > 0 && Number.isFinite(given) ? given : usualPerSecond);
};
