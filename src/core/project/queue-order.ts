import { priorities } from "../contract.ts";
import type { Plan } from "../plan/plan.ts";
import { planNode } from "../plan/plan-scope.ts";
import type { Step } from "../state/step.ts";
import type { WorkflowState } from "../state/workflow-state.ts";

/** What a handoff's place in the queue follows from. */
export interface QueuePlace {
  /** 0 (p0) to 3. */
  readonly priority: number;
  /** How many steps of its workflow were ready or active when it became ready. */
  readonly turn: number;
  /** Whether it lies on the longest way through its plan. */
  readonly critical: boolean;
  /** Minutes from its start to the end of its plan, along the longest way. */
  readonly rank: number;
  readonly since: number;
  readonly createdAt: number;
}

const places = new WeakMap<Step, { readonly plan: Plan | null; readonly place: QueuePlace }>();

/** The place of a step of a workflow; found once for a step as it stands and the plan it is in. */
export const placeInQueue = (state: WorkflowState, step: Step): QueuePlace => {
  const plan = state.flow?.plan ?? null;
  const known = places.get(step);
  if (known !== undefined && known.plan === plan) return known.place;
  const place = {
    priority: priorities.indexOf(step.contract.to_agent.priority),
    turn: step.turn,
    ...wayAhead(state, step),
    since: step.since,
    createdAt: step.createdAt,
  };
  places.set(step, { plan, place });
  return place;
};

/** The order within a workflow: priority, the critical path, the longest way ahead, age. */
export const withinWorkflow = (a: QueuePlace, b: QueuePlace): number =>
  a.priority - b.priority || byWay(a, b);

/** The order across workflows: after priority, each workflow's next step goes before any workflow's one after. */
export const acrossWorkflows = (a: QueuePlace, b: QueuePlace): number =>
  a.priority - b.priority || a.turn - b.turn || byWay(a, b);

const byWay = (a: QueuePlace, b: QueuePlace): number =>
  Number(b.critical) - Number(a.critical) ||
  b.rank - a.rank ||
  a.since - b.since ||
  a.createdAt - b.createdAt;

/** Steps beside the plan have no way ahead; what a step was sent back to is as urgent as the step itself. */
const wayAhead = (
  state: WorkflowState,
  { name, origin }: Step,
): Pick<QueuePlace, "critical" | "rank"> => {
  const { kind, of } = origin;
  if (state.flow !== null && kind === "plan") {
    const { critical, rank } = planNode(state.flow, name);
    return { critical, rank };
  }
  const helped = kind === "replan" || kind === "rollback" ? state.steps.get(of ?? "") : undefined;
  return helped === undefined ? { critical: false, rank: 0 } : wayAhead(state, helped);
};
