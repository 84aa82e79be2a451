import { pools } from "../budget/pool.ts";
import type { IntentOf } from "../command/intent-of.ts";
import { initialValues } from "../plan/field-fits.ts";
import { guardInput } from "../plan/guard-input.ts";
import { type Refusal, refuse } from "../refusal.ts";
import type { Draft } from "./draft.ts";
import { openScope } from "./flow/open-scope.ts";
import { priceUnknown } from "./price-unknown.ts";

/** Starts a workflow that follows a plan. */
export const startFlow = (draft: Draft, intent: IntentOf<"start_flow">): Refusal | undefined => {
  if (draft.state().version > 0) {
    return refuse(
      "conflict",
      `Workflow ${draft.state().id} exists already.`,
      "Try again: a new id will be drawn.",
    );
  }
  const { plan, title, starter, price, chain } = intent;
  if (plan.limits.money !== null && price === null) return priceUnknown(plan.name);
  const bad = guardInput(plan, intent.input);
  if (bad !== null) return bad;
  draft.emit({ type: "workflow_created", title });
  emitFlow(draft, {
    plan,
    input: intent.input,
    starter,
    price,
    ...(chain === undefined ? {} : { chain }),
  });
  return undefined;
};

/** What a workflow sets out with; the inputs fit the plan. */
export type FlowStart = Pick<
  IntentOf<"start_flow">,
  "plan" | "input" | "starter" | "price" | "chain"
>;

/** Sets out on a plan. */
export const emitFlow = (draft: Draft, start: FlowStart): void => {
  const { plan, input: given, starter, price, chain } = start;
  const input = { ...initialValues(plan.input), ...given };
  const values = initialValues(plan.state);
  const follows = chain === undefined ? {} : { chain };
  draft.emit({ type: "flow_started", plan, input, values, starter, price, ...follows });
  for (const pool of pools) {
    const tokens = plan.budget[pool];
    if (tokens !== undefined) draft.emit({ type: "budget_allocated", pool, tokens });
  }
  openScope(draft, null, 1, null);
};
