import type { Plan, Scope } from "../plan/plan.ts";
import { planNode } from "../plan/plan-scope.ts";
import { nextSla } from "../plan/sla.ts";
import { isFinalStep, isFinalWorkflow } from "../state/status.ts";
import type { WorkflowState } from "../state/workflow-state.ts";
import { slaTimer, timerChange } from "./project-timers.ts";
import type { RowChange } from "./row.ts";

/** What an sla of the workflow (node null) or of a node tells next; null once it is over or all is told. */
export const slaDueOf = (state: WorkflowState, node: string | null) => {
  const { flow } = state;
  if (flow === null || isFinalWorkflow(state.status)) return null;
  if (node === null) {
    const next = nextSla(flow.plan.sla, flow.startedAt, flow.sla);
    return next === null ? null : { ...next, startedAt: flow.startedAt };
  }
  const instance = flow.nodes.get(node);
  if (instance === undefined || instance.startedAt === null || isFinalStep(instance.status))
    return null;
  const next = nextSla(planNode(flow, node).sla, instance.startedAt, instance.sla);
  return next === null ? null : { ...next, startedAt: instance.startedAt };
};

/** Timers of an sla that a change of one node, or of the workflow (null), starts or ends. */
export const projectSla = (
  before: WorkflowState | null,
  after: WorkflowState,
  node: string | null,
): readonly RowChange[] =>
  timerChange(
    after.id,
    slaTimer(node),
    before === null ? null : (slaDueOf(before, node)?.at ?? null),
    slaDueOf(after, node)?.at ?? null,
  );

/** Those of the whole workflow and of every node, when the workflow ends, or goes on after all. */
export const projectAllSla = (
  before: WorkflowState | null,
  after: WorkflowState,
): readonly RowChange[] => {
  const { flow } = after;
  if (flow === null || !hasSla(flow.plan)) return [];
  const changes = [...projectSla(before, after, null)];
  for (const node of flow.nodes.keys()) changes.push(...projectSla(before, after, node));
  return changes;
};

const known = new WeakMap<Plan, boolean>();

/** Looked for once per plan that is loaded. */
const hasSla = (plan: Plan): boolean => {
  let has = known.get(plan);
  if (has === undefined) {
    has = plan.sla !== undefined || inScope(plan.root);
    known.set(plan, has);
  }
  return has;
};

const inScope = ({ nodes }: Scope): boolean =>
  nodes.some((node) => node.sla !== undefined || ("body" in node && inScope(node.body)));
