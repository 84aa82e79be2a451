import { costOf, limitOf, spentTokens } from "../../core/budget/limits.ts";
import type { JsonObject } from "../../core/json.ts";
import type { WorkflowState } from "../../core/state/workflow-state.ts";
import { iso } from "../iso.ts";

/** What a workflow may use and has used; `reserved` is kept back for the attempts under way. */
export const limitsContent = (state: WorkflowState): JsonObject => {
  const tokens = limitOf(state, "tokens");
  const money = limitOf(state, "money");
  const { wall } = state.spend;
  return {
    attempts: { used: state.fence, limit: limitOf(state, "attempts") },
    ...(tokens === null
      ? {}
      : { tokens: { used: spentTokens(state), reserved: state.live.reserved, limit: tokens } }),
    ...(money === null
      ? {}
      : {
          money: {
            used: costOf(state, spentTokens(state)),
            reserved: costOf(state, state.live.reserved),
            limit: money,
          },
        }),
    ...(wall === null
      ? {}
      : {
          wall:
            wall.deadline === null
              ? { left_seconds: Math.round((wall.leftMs ?? 0) / 1000) }
              : { until: iso(wall.deadline) },
        }),
  };
};
