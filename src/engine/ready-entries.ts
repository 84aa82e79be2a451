import type { JsonObject } from "../core/json.ts";
import {
  acrossWorkflows,
  placeInQueue,
  type QueuePlace,
  withinWorkflow,
} from "../core/project/queue-order.ts";
import { offersWork } from "../core/state/status.ts";
import type { Step } from "../core/state/step.ts";
import type { WorkflowState } from "../core/state/workflow-state.ts";
import { runEntry } from "./agent-directory.ts";
import { isLost } from "./lost-steps.ts";
import type { Ports } from "./ports.ts";

/** How many ready entries a result shows. */
const entriesShown = 10;

/** How many steps somebody can take; a step whose agent is gone is one of them. */
export const claimableCount = (ports: Ports, state: WorkflowState): number =>
  offersWork(state.status) ? state.counts.ready + lostSteps(ports, state).length : 0;

/** The most urgent steps somebody can take, in the queue's order; looks only at what is ready or active. */
export const claimableSteps = (
  ports: Ports,
  state: WorkflowState,
  most = entriesShown,
): readonly Step[] => {
  if (!offersWork(state.status)) return [];
  const ready = most > entriesShown ? urgentReady(state, most) : usualReady(state);
  return mostUrgent(state, [...ready, ...lostSteps(ports, state)], most);
};

/** {@link claimableSteps} of several workflows, which take turns. */
export const claimableAmong = (
  ports: Ports,
  states: readonly WorkflowState[],
): readonly { readonly step: Step; readonly of: WorkflowState }[] => {
  const found = states.flatMap((of) =>
    claimableSteps(ports, of).map((step) => ({ step, of, place: placeInQueue(of, step) })),
  );
  return states.length === 1 ? found : found.sort((a, b) => acrossWorkflows(a.place, b.place));
};

const known = new WeakMap<WorkflowState, readonly Step[]>();

/** Asked for more than once with each answer. */
const usualReady = (state: WorkflowState): readonly Step[] => {
  const found = known.get(state) ?? urgentReady(state, entriesShown);
  known.set(state, found);
  return found;
};

const urgentReady = (state: WorkflowState, most: number): readonly Step[] =>
  mostUrgent(state, stepsNamed(state, state.readySteps.keys()), most);

const mostUrgent = (
  state: WorkflowState,
  steps: readonly Step[],
  most: number,
): readonly Step[] => {
  const urgent: Placed[] = [];
  for (const step of steps) {
    const entry = { step, place: placeInQueue(state, step) };
    const last = urgent.length < most ? undefined : urgent.at(-1);
    if (last !== undefined && inOrder(last, entry) <= 0) continue;
    urgent.splice(placeAmong(urgent, entry), 0, entry);
    if (urgent.length > most) urgent.pop();
  }
  return urgent.map(({ step }) => step);
};

interface Placed {
  readonly step: Step;
  readonly place: QueuePlace;
}

const inOrder = (a: Placed, b: Placed): number =>
  withinWorkflow(a.place, b.place) || a.step.index - b.step.index;

const placeAmong = (urgent: readonly Placed[], entry: Placed): number => {
  let low = 0;
  for (let high = urgent.length; low < high; ) {
    const middle = (low + high) >> 1;
    const there = urgent[middle];
    if (there !== undefined && inOrder(there, entry) <= 0) low = middle + 1;
    else high = middle;
  }
  return low;
};

/** The steps at work, in the order of their creation. */
export const activeSteps = (state: WorkflowState): readonly Step[] =>
  stepsNamed(state, state.activeSteps.keys()).toSorted((a, b) => a.index - b.index);

const lostSteps = (ports: Ports, state: WorkflowState): readonly Step[] =>
  stepsNamed(state, state.activeSteps.keys()).filter((step) => isLost(ports, step));

const stepsNamed = (state: WorkflowState, names: Iterable<string>): readonly Step[] =>
  [...names].flatMap((name) => state.steps.get(name) ?? []);

/** A step somebody can take now, with what starts its agent; `workflow` is set where it is another one's. */
const readyEntry = (ports: Ports, step: Step, workflow: string | null): JsonObject => ({
  handoff_id: step.handoffId,
  agent: step.agent,
  step: step.name,
  ...(workflow === null ? {} : { workflow_id: workflow }),
  priority: step.contract.to_agent.priority,
  run: runEntry(ports, step.agent, step.handoffId),
});

/** The most urgent ready entries of a workflow and of others at work for it; none while one may not start work. */
export const readyEntries = (
  ports: Ports,
  state: WorkflowState,
  others: readonly WorkflowState[] = [],
): readonly JsonObject[] =>
  claimableAmong(ports, [state, ...others])
    .slice(0, entriesShown)
    .map(({ step, of }) => readyEntry(ports, step, of === state ? null : of.id));

/** Finished and all steps, as a result shows them. */
export const progressOf = (state: WorkflowState): JsonObject => ({
  completed: state.counts.completed + state.counts.skipped + state.counts.compensated,
  total: state.steps.size,
});
