import type { Spend } from "../budget/spend.ts";
import type { LimitEvent } from "../event/budget-event.ts";

/** What a workflow was granted after one more event. */
export const evolveSpend = (spend: Spend, data: LimitEvent): Spend => {
  if (data.type === "wall_moved") {
    return { ...spend, wall: { deadline: data.deadline, leftMs: data.leftMs } };
  }
  const { limit, by } = data;
  return { ...spend, raised: { ...spend.raised, [limit]: spend.raised[limit] + by } };
};
