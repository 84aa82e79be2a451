import { planNode, scopeKey } from "../../plan/plan-scope.ts";
import type { TaskDecision } from "../../state/human-task.ts";
import type { Draft } from "../draft.ts";
import { failFlow } from "../stop.ts";
import { endRound, fillItems } from "./close-scope.ts";
import { completeNode } from "./complete-node.ts";
import { flowOf, instanceOf } from "./flow-of.ts";
import { settleNode } from "./settle-node.ts";
import { startClock } from "./start-clock.ts";

/** Does with a halted node what a human decided. */
export const followNode = (
  draft: Draft,
  key: string,
  decision: TaskDecision,
  reason: string,
): void => {
  if (decision === "retry") retryNode(draft, key);
  else if (decision === "skip") settleNode(draft, key, { status: "skipped", flows: true, reason });
  else {
    const { output } = instanceOf(draft, key);
    settleNode(draft, key, { status: "failed", flows: false, reason, output });
    failFlow(draft, key, reason);
  }
};

/** Tries a halted node again: an agent's work and what had not begun as a whole, a body from where it had ended. */
export const retryNode = (draft: Draft, key: string): void => {
  const plan = planNode(flowOf(draft), key);
  const { opened, items } = instanceOf(draft, key);
  const begun = draft.state().steps.has(key) || opened > 0 || items !== null;
  draft.emit({ type: "node_reopened", node: key, anew: !begun });
  if (!begun) {
    draft.visits.push({ type: "node", key });
    return;
  }
  if ("timeoutSeconds" in plan && plan.kind !== "agent") startClock(draft, key, plan);
  switch (plan.kind) {
    case "agent":
      draft.emit({ type: "step_reopened", step: key, unmet: 0 });
      draft.touched.add(key);
      return;
    case "each":
      fillItems(draft, key, plan);
      return;
    case "loop":
      // One round more than the last, however many there may be.
      endRound(
        draft,
        { key: scopeKey(key, plan.kind, opened), iteration: opened },
        key,
        plan,
        Math.max(plan.maxIterations, opened + 1),
      );
      return;
    default:
      completeNode(draft, key, { reason: "all of it is done" });
  }
};
