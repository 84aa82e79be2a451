import type { GoalText, Token } from "./goal-text.ts";
import { type SignalName, signalWeights } from "./route-weights.ts";

/** The ways a goal can go. */
export const routes = ["build_only", "plan_then_build", "multi_task", "decompose_first"] as const;

/** One of them. */
export type Route = (typeof routes)[number];

/** Something about a goal that speaks for a route. */
export interface Signal {
  readonly signal: SignalName;
  /** The words of the goal, or what was given beside it. */
  readonly evidence: string;
  readonly pointsTo: Route;
  readonly weight: number;
}

/** A signal with the goal's own words as its evidence. */
export const signalAt = (
  goal: GoalText,
  signal: SignalName,
  pointsTo: Route,
  first: Token,
  last: Token = first,
): Signal => signalFor(signal, pointsTo, goal.text.slice(first.start, last.end));

/** A signal with the evidence given. */
export const signalFor = (signal: SignalName, pointsTo: Route, evidence: string): Signal => ({
  signal,
  evidence: evidence.length > 80 ? `${evidence.slice(0, 79)}…` : evidence,
  pointsTo,
  weight: signalWeights[signal],
});
