import type { IntentOf } from "../command/intent-of.ts";
import type { PlanChange } from "../command/plan-change.ts";
import { isUndoing } from "../compensation/is-undoing.ts";
import { initialValues } from "../plan/field-fits.ts";
import type { Plan } from "../plan/plan.ts";
import { planDiff } from "../plan/plan-diff.ts";
import { type Refusal, refuse } from "../refusal.ts";
import { sameData } from "../same-data.ts";
import type { Flow } from "../state/flow.ts";
import type { Draft } from "./draft.ts";
import { planClashes } from "./flow/plan-clashes.ts";
import { guardOpen } from "./guard-running.ts";

/** Most amendments that are laid over one plan. */
export const amendmentLimit = 1_000;

/** Puts another plan in the place of the one that is followed, where nothing that has started is touched. */
export const changePlan = (
  draft: Draft,
  { change }: IntentOf<"change_plan">,
): Refusal | undefined => {
  const state = draft.state();
  const ended = guardOpen(state);
  if (ended !== null) return ended;
  if (isUndoing(state)) {
    return refuse(
      "conflict",
      `The work of workflow ${state.id} is being undone (${state.reason}); it follows no plan any more.`,
      "Let it go on, and start the workflow again with the plan mended.",
    );
  }
  const { flow } = state;
  if (flow === null) return noPlan(state.id);
  const stale = guardPlanKnown(flow, change);
  if (stale !== null) return stale;
  if (sameData(flow.plan, change.plan)) {
    return refuse(
      "conflict",
      `Workflow ${state.id} follows that plan already.`,
      "Nothing needs changing; status with view plan shows it.",
    );
  }
  if (change.how === "amend" && flow.amendments.length >= amendmentLimit) {
    return refuse(
      "too_large",
      `The plan of workflow ${state.id} was amended ${amendmentLimit} times, the most there can be.`,
      "Write the plan as a new version of its definition, and migrate to that.",
    );
  }
  const clashes = planClashes(state, flow, change.plan);
  if (clashes.length > 0) {
    return refuse(
      "conflict",
      `What has started cannot be changed: ${clashes.join("; ")}.`,
      change.how === "amend"
        ? "Change only stages that have not started, and place new ones so that no started stage would have to wait for them: at the end, or with needs."
        : "Let the workflow end with its version, or migrate to a version that leaves these as they are.",
      { clashes: [...clashes] },
    );
  }
  replacePlan(draft, flow, change);
  return undefined;
};

/** Refuses a plan that was made from one that is not followed any more. */
export const guardPlanKnown = (flow: Flow, change: PlanChange): Refusal | null =>
  change.over === flow.planVersion
    ? null
    : refuse(
        "conflict",
        "The plan was changed by somebody else meanwhile.",
        "Look at it again (status with view plan), then repeat your change.",
      );

/** What is said where there is no plan to change. */
export const noPlan = (workflow: string): Refusal =>
  refuse(
    "conflict",
    `Workflow ${workflow} follows no plan: it grows from handoffs.`,
    "Add work to it with create_handoff.",
  );

/** Emits the change, and visits what can begin by it. */
export const replacePlan = (draft: Draft, flow: Flow, change: PlanChange): void => {
  const { how, changes, reason } = change;
  // What it may use was agreed at the start, and only a human raises it.
  const { limits, budget } = flow.plan;
  const plan: Plan = { ...change.plan, limits, budget };
  const differences = planDiff(flow.plan, plan);
  const named = (kind: string): readonly string[] =>
    differences.filter((each) => each.change === kind).map(({ stage }) => stage);
  const declared = Object.entries(flow.values).filter(([name]) => Object.hasOwn(plan.state, name));
  draft.emit({
    type: "plan_changed",
    how,
    plan,
    input: { ...initialValues(plan.input), ...flow.input },
    values: { ...initialValues(plan.state), ...Object.fromEntries(declared) },
    changes,
    added: named("added"),
    removed: named("removed"),
    changed: named("changed"),
    reason,
  });
  moveEnd(draft, flow, (plan.timeoutSeconds - flow.plan.timeoutSeconds) * 1000);
  const nodes = draft.state().flow?.nodes;
  for (const { name } of plan.root.nodes) {
    const node = nodes?.get(name);
    if (node?.status === "pending" && node.unmet === 0)
      draft.visits.push({ type: "node", key: name });
  }
};

/** Another timeout moves the end by as much as it is longer. */
const moveEnd = (draft: Draft, { deadline, leftMs }: Flow, by: number): void => {
  if (by === 0) return;
  draft.emit({
    type: "flow_deadline_moved",
    deadline: deadline === null ? null : Math.max(draft.command.at, deadline + by),
    leftMs: leftMs === null ? null : Math.max(0, leftMs + by),
  });
};
