import type { Json } from "../../json.ts";
import { asksPeople } from "../../plan/approval-node.ts";
import { planNode } from "../../plan/plan-scope.ts";
import type { ErrorCategory } from "../../recovery/category.ts";
import type { TaskDecision } from "../../state/human-task.ts";
import type { Draft } from "../draft.ts";
import { revokeLeases } from "../halt.ts";
import { openTask } from "../open-task.ts";
import { failFlow } from "../stop.ts";
import { flowOf, instanceOf } from "./flow-of.ts";
import { leadOn } from "./lead-on.ts";
import { leaveSignals } from "./leave-signals.ts";
import { cancelBodies, settleNode } from "./settle-node.ts";

/** What is known of a failure. */
interface NodeFailure {
  readonly category?: ErrorCategory;
  readonly output?: Json;
}

/**
 * A node cannot be done; unless something else is said, its plan is wrong about it. Leads on where the plan foresees
 * it, else does what the plan does about failures.
 */
export const failNode = (
  draft: Draft,
  key: string,
  reason: string,
  { category = "design_flaw", output = null }: NodeFailure = {},
): void => {
  if (leadOn(draft, key, category, reason)) return;
  cancelBodies(draft, key, `${key} failed`);
  const { onFailure } = flowOf(draft).plan;
  if (onFailure === "halt") {
    haltNode(draft, key, reason, output);
    return;
  }
  settleNode(draft, key, { status: "failed", flows: false, reason, output });
  if (onFailure !== "continue") failFlow(draft, key, reason);
};

/** Stops everything until a human has decided how to go on with a node. */
const haltNode = (draft: Draft, key: string, reason: string, output: Json): void => {
  const { opened, closed } = instanceOf(draft, key);
  // A body that was stopped half way cannot be gone through again, and no approval is passed over.
  const retry: readonly TaskDecision[] = opened === closed ? ["retry"] : [];
  const skip: readonly TaskDecision[] = asksPeople(planNode(flowOf(draft), key)) ? [] : ["skip"];
  leaveSignals(draft, key);
  draft.emit({ type: "node_halted", node: key, reason, output });
  revokeLeases(draft, "the workflow is halted");
  openTask(draft, {
    kind: "halt",
    step: key,
    title: `${key} could not be done, and its plan halts at that`,
    body: reason,
    questions: [],
    options: [...retry, ...skip, "abort"],
  });
  draft.emit({ type: "workflow_status_changed", status: "halted", reason: `${key} was given up` });
};
