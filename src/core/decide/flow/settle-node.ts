import type { NodeEnd } from "../../event/flow-event.ts";
import type { Json } from "../../json.ts";
import { nodeKey, nodesOf, planNode, scopesOf } from "../../plan/plan-scope.ts";
import { isFinalStep } from "../../state/status.ts";
import type { Draft } from "../draft.ts";
import { withdrawApproval, withdrawTasksOf } from "../open-task.ts";
import { flowOf, instanceOf } from "./flow-of.ts";
import { leaveSignals } from "./leave-signals.ts";

/** How a node ends. */
export interface NodeOutcome {
  readonly status: NodeEnd;
  readonly flows: boolean;
  readonly ways?: readonly string[];
  readonly reason: string;
  readonly output?: Json;
}

/** Settles a node; what it leads to, and the scope it is in, are looked at next. */
export const settleNode = (draft: Draft, key: string, outcome: NodeOutcome): void => {
  const { scope } = instanceOf(draft, key);
  const { exits } = planNode(flowOf(draft), key);
  endNode(draft, key, outcome);
  for (const exit of exits) draft.visits.push({ type: "node", key: nodeKey(scope, exit.to) });
  draft.visits.push({ type: "scope", key: scope });
};

/** Cancels whatever is open in a scope and below it. */
export const cancelScope = (draft: Draft, scope: string, reason: string): void => {
  for (const key of nodesOf(flowOf(draft), scope)) {
    if (isFinalStep(instanceOf(draft, key).status)) {
      // A rollback may have it done again.
      cancelStep(draft, key, reason);
      continue;
    }
    cancelBodies(draft, key, reason);
    cancelStep(draft, key, reason);
    withdrawApproval(draft, key, reason);
    endNode(draft, key, { status: "cancelled", flows: false, reason });
  }
};

/** Cancels the bodies a node has open. */
export const cancelBodies = (draft: Draft, owner: string, reason: string): void => {
  const flow = flowOf(draft);
  for (const scope of scopesOf(flow, owner)) {
    if ((flow.scopes.get(scope)?.open ?? 0) > 0) cancelScope(draft, scope, reason);
  }
};

/** Cancels a step, with what it was sent back to and what a human is asked about it. */
const cancelStep = (draft: Draft, name: string, reason: string): void => {
  const step = draft.state().steps.get(name);
  if (step === undefined || isFinalStep(step.status)) return;
  if (step.lease !== null) {
    const attempt = step.attempts.length;
    draft.emit({ type: "attempt_lapsed", step: name, attempt, reason: "revoked" });
  }
  draft.emit({ type: "step_cancelled", step: name, reason });
  withdrawTasksOf(draft, name, reason);
  for (const need of step.needs) {
    const { kind, of } = draft.step(need).origin;
    if (of === name && kind !== "plan") cancelStep(draft, need, reason);
  }
};

const endNode = (draft: Draft, key: string, outcome: NodeOutcome): void => {
  const { status, flows, ways = [], reason, output = null } = outcome;
  leaveSignals(draft, key);
  draft.emit({ type: "node_settled", node: key, status, flows, ways, reason, output });
};
