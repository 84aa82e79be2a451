import type { WorkflowState } from "../state/workflow-state.ts";
import type { AttemptWeight } from "./brief-weight.ts";
import type { LimitKind } from "./spend.ts";

/** Attempts where no definition says otherwise: so many for each handoff, and so many besides. */
export const usualAttempts = { each: 3, besides: 10 } as const;

/** How a limit stands against one more attempt. */
export type LimitCheck =
  | { readonly type: "within" }
  /** What others have kept back may be enough once they end. */
  | { readonly type: "wait"; readonly kind: LimitKind }
  | { readonly type: "reached"; readonly kind: LimitKind };

/** What a limit is without what humans have added; null when there is none. */
export const limitBase = (state: WorkflowState, kind: LimitKind): number | null => {
  const limits = state.flow?.plan.limits ?? null;
  if (kind === "tokens") return limits?.tokens ?? null;
  if (kind === "money") return limits?.money ?? null;
  if (kind === "wall") return limits?.wallSeconds ?? null;
  const { each, besides } = usualAttempts;
  return limits?.attempts ?? each * state.spend.handoffs + besides;
};

/** What a limit is now; null when there is none. */
export const limitOf = (state: WorkflowState, kind: Exclude<LimitKind, "wall">): number | null => {
  const base = limitBase(state, kind);
  return base === null ? null : base + state.spend.raised[kind];
};

/** Tokens that are gone: stated by the agents, and estimated for the others. */
export const spentTokens = (state: WorkflowState): number =>
  state.tokensUsed + state.spend.estimated;

/** What so many tokens cost at the workflow's price; zero without one. */
export const costOf = (state: WorkflowState, tokens: number): number =>
  (tokens * (state.flow?.price ?? 0)) / 1_000_000;

/** Whether one more attempt of such a weight stays within the limits; `own` is what the step it takes over has kept back. */
export const checkLimits = (
  state: WorkflowState,
  { reserved }: AttemptWeight,
  own: number,
): LimitCheck => {
  const attempts = limitOf(state, "attempts");
  if (attempts !== null && state.fence + 1 > attempts) return { type: "reached", kind: "attempts" };
  const certain = spentTokens(state) + own + reserved;
  const atMost = certain + state.live.reserved - own;
  for (const kind of ["tokens", "money"] as const) {
    const limit = limitOf(state, kind);
    if (limit === null) continue;
    const inUnits = (tokens: number): number =>
      kind === "tokens" ? tokens : costOf(state, tokens);
    if (inUnits(certain) > limit) return { type: "reached", kind };
    if (inUnits(atMost) > limit) return { type: "wait", kind };
  }
  return { type: "within" };
};

/** A limit and what is used of it, in words. */
export const limitWords = (state: WorkflowState, kind: LimitKind): string => {
  if (kind === "wall") return `its ${limitBase(state, "wall")} s of time are over`;
  const used = {
    tokens: spentTokens(state),
    money: Math.round(costOf(state, spentTokens(state)) * 100) / 100,
    attempts: state.fence,
  }[kind];
  return `${used} of ${limitOf(state, kind)} ${kind === "money" ? "(money)" : kind} are used`;
};
