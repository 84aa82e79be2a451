import type { Attempt, Step } from "../state/step.ts";

/**
 * The last attempt of a step that did something, or may have, and is not undone; null when nothing of it stands. An
 * agent that reports a failure of its own is taken at its word. What was cut off, timed out, or never reported, what
 * waits for an answer, and what was handed in but not accepted may have done half of it.
 */
export const standingAttempt = (step: Step): Attempt | null =>
  step.attempts
    .slice(step.undone)
    .findLast(
      ({ end, error, refusals }) =>
        end !== "failed" || error?.category === "transient" || refusals > 0,
    ) ?? null;

/** When something ended, by what orders it. */
export type Ended = Pick<Attempt, "endedIn" | "fence">;

/** Orders what was done by its end, latest first; what runs comes before all else. */
export const latestFirst = (a: Ended, b: Ended): number => {
  const first = a.endedIn ?? Number.POSITIVE_INFINITY;
  const second = b.endedIn ?? Number.POSITIVE_INFINITY;
  return first === second ? b.fence - a.fence : second - first;
};
