import { limitOf, spentTokens } from "../../../src/core/budget/limits.ts";
import { pools } from "../../../src/core/budget/pool.ts";
import type { StreamEvent } from "../../../src/core/event/stream-event.ts";
import type { WorkflowState } from "../../../src/core/state/workflow-state.ts";
import { lineUpTo, type World } from "./world.ts";

const claimThat = (holds: boolean, what: string): void => {
  if (!holds) throw new Error(`invariant broken: ${what}`);
};

/** What must hold of every ledger, and of what is under way. */
export const checkBudget = ({ ledger, live, steps, spend }: WorkflowState): void => {
  for (const pool of pools) {
    const sum = [...ledger.entries.values()]
      .filter((entry) => entry.pool === pool)
      .reduce((total, { tokens }) => total + tokens, 0);
    claimThat(ledger.charged[pool] === sum, `${pool} holds what its entries hold`);
    claimThat(sum >= 0, `${pool} is never negative`);
  }
  const weights = [...steps.values()].flatMap(({ lease }) =>
    lease === null ? [] : [lease.weight],
  );
  for (const field of ["working", "learnings", "reserved"] as const) {
    const sum = weights.reduce((total, weight) => total + weight[field], 0);
    claimThat(live[field] === sum, `${field} is what the attempts under way weigh`);
  }
  claimThat(spend.estimated >= 0, "what is estimated is never negative");
};

/** Every attempt ever begun is under way, or counts once: with what is known of it, else with what was kept back. */
export const checkSpend = (world: World, state: WorkflowState): void => {
  if (state.forkedFrom !== null) return;
  const { reserved, told } = attemptsOf(world);
  const handoffs = world.events.filter(({ data }) => data.type === "handoff_created").length;
  claimThat(state.spend.handoffs === handoffs, "handoffs are counted over all rewinds");
  const known = [...told.values()].reduce((sum, tokens) => sum + tokens, 0);
  claimThat(state.tokensUsed === known, "what is known is counted once, over all rewinds");
  let estimated = -state.live.reserved;
  for (const [fence, tokens] of reserved) if (!told.has(fence)) estimated += tokens;
  claimThat(state.spend.estimated === estimated, "the others count with what was kept back");
};

/** What was kept back for each attempt, by fence, and what is known of those that told or were measured. */
const attemptsOf = ({ events }: World) => {
  const reserved = new Map<number, number>();
  const told = new Map<number, number>();
  let fences = new Map<string, number>();
  const begin = (data: StreamEvent["data"]): void => {
    if (data.type === "attempt_started")
      fences.set(`${data.step} ${data.attempt}`, data.lease.fence);
  };
  for (const { data } of events) {
    if (data.type === "rewound") {
      fences = new Map();
      for (const past of lineUpTo(events, data.toVersion)) begin(past.data);
    }
    begin(data);
    if (data.type === "attempt_started") reserved.set(data.lease.fence, data.lease.weight.reserved);
    const tokens =
      data.type === "attempt_completed"
        ? data.result.tokensUsed
        : data.type === "attempt_failed"
          ? data.tokensUsed
          : data.type === "usage_measured"
            ? data.tokens
            : null;
    if (tokens !== null && "attempt" in data) {
      told.set(fences.get(`${data.step} ${data.attempt}`) ?? 0, tokens);
    }
  }
  return { reserved, told };
};

/** A limit on tokens and attempts is never passed by giving out work. */
export const checkClaimed = (state: WorkflowState): void => {
  for (const [kind, used] of [
    ["tokens", spentTokens(state) + state.live.reserved],
    ["attempts", state.fence],
  ] as const) {
    const limit = limitOf(state, kind);
    claimThat(limit === null || used <= limit, `a claim keeps to the limit of ${kind}`);
  }
};
