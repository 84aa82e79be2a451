import type { Route } from "./route-signal.ts";

/** What every goal starts from: most that say nothing else are a change that wants a plan. */
export const startWeights: Readonly<Record<Route, number>> = {
  build_only: 0,
  plan_then_build: 0.7,
  multi_task: -0.2,
  decompose_first: -0.4,
};

/** What each signal adds to the route it points to. All numbers of the routing stand here. */
export const signalWeights = {
  plan_exists: 4,
  repair: 2.2,
  symptom: 1.7,
  statement: 1.3,
  small_edit: 1.3,
  small_object: 1.1,
  one_place: 0.6,
  modest: 0.7,
  feature: 1.5,
  wish: 0.9,
  restructure: 1.9,
  planning: 1.2,
  existing_whole: 0.8,
  large_subject: 3,
  product_subject: 2.7,
  from_nothing: 3,
  whole_of_it: 1.2,
  many_parts: 1.3,
  task_list: 9,
  listed: 4,
  several_things: 2.2,
  several_orders: 4.6,
  two_orders: 0.7,
  ticket_ids: 2.6,
  task_words: 1.8,
  independence: 1.5,
} as const;

/** A signal by its name. */
export type SignalName = keyof typeof signalWeights;

/** How sharply weights become probabilities; fitted on the half of the labelled goals that is for tuning. */
export const sharpness = 1.5;
