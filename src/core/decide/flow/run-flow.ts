import { planNode } from "../../plan/plan-scope.ts";
import type { Draft } from "../draft.ts";
import { closeScope } from "./close-scope.ts";
import { conditionIn } from "./evaluate.ts";
import { failNode } from "./fail-node.ts";
import { flowOf, instanceOf } from "./flow-of.ts";
import { settleNode } from "./settle-node.ts";
import { startNode } from "./start-node.ts";

/** Follows the plan as far as it goes by itself. A list of places to visit keeps long plans from deep recursion. */
export const runFlow = (draft: Draft): void => {
  for (let visit = draft.visits.shift(); visit !== undefined; visit = draft.visits.shift()) {
    if (visit.type === "node") visitNode(draft, visit.key);
    else closeScope(draft, visit.key);
  }
};

const visitNode = (draft: Draft, key: string): void => {
  const node = instanceOf(draft, key);
  if (node.status !== "pending" || node.unmet > 0) return;
  const plan = planNode(flowOf(draft), key);
  if (plan.edges.length > 0 && node.live === 0) {
    settleNode(draft, key, { status: "skipped", flows: false, reason: "its way was not taken" });
    return;
  }
  if (plan.when !== null) {
    const holds = conditionIn(draft, node.scope, plan.when);
    if (holds.type === "error") {
      failNode(draft, key, `when: ${holds.message}`);
      return;
    }
    if (!holds.value) {
      settleNode(draft, key, {
        status: "skipped",
        flows: true,
        reason: `${plan.when} does not hold`,
      });
      return;
    }
  }
  startNode(draft, key, plan);
};
