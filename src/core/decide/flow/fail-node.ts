import type { Json } from "../../json.ts";
import type { ErrorCategory } from "../../recovery/category.ts";
import type { Draft } from "../draft.ts";
import { failFlow } from "../stop.ts";
import { flowOf } from "./flow-of.ts";
import { leadOn } from "./lead-on.ts";
import { cancelBodies, settleNode } from "./settle-node.ts";

/** What is known of a failure. */
interface NodeFailure {
  readonly category?: ErrorCategory;
  readonly output?: Json;
}

/**
 * A node cannot be done; unless something else is said, its plan is wrong about it. Leads on where the plan foresees
 * it, else fails the workflow.
 */
export const failNode = (
  draft: Draft,
  key: string,
  reason: string,
  { category = "design_flaw", output = null }: NodeFailure = {},
): void => {
  if (leadOn(draft, key, category, reason)) return;
  cancelBodies(draft, key, `${key} failed`);
  settleNode(draft, key, { status: "failed", flows: false, reason, output });
  if (flowOf(draft).plan.onFailure !== "continue") failFlow(draft, key, reason);
};
