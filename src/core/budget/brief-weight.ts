/** What the brief of an attempt weighs, in estimated tokens. */
export interface BriefWeight {
  /** All but the learnings: charged to the working pool. */
  readonly working: number;
  /** The learnings it carries. */
  readonly learnings: number;
}

/** What an attempt under way weighs: its brief, and what is kept back for the work itself. */
export interface AttemptWeight extends BriefWeight {
  /** Tokens the attempt counts for while it runs, and when it ends without saying what it used. */
  readonly reserved: number;
  /** Where `reserved` comes from: what the agent used before, or the brief alone. */
  readonly from: "brain" | "brief";
}

/** What all attempts under way weigh together. */
export type LiveWeight = Omit<AttemptWeight, "from">;

/** Nothing under way. */
export const nothingLive: LiveWeight = { working: 0, learnings: 0, reserved: 0 };

/** The sums after an attempt ended, began or both. */
export const liveAfter = (
  live: LiveWeight,
  ended: AttemptWeight | undefined,
  begun: AttemptWeight | undefined,
): LiveWeight =>
  ended === begun
    ? live
    : {
        working: live.working - (ended?.working ?? 0) + (begun?.working ?? 0),
        learnings: live.learnings - (ended?.learnings ?? 0) + (begun?.learnings ?? 0),
        reserved: live.reserved - (ended?.reserved ?? 0) + (begun?.reserved ?? 0),
      };
