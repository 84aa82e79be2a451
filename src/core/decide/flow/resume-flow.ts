import { planNode } from "../../plan/plan-scope.ts";
import { isChildOpen } from "../../state/flow.ts";
import { askForApproval } from "../approval/ask-for-approval.ts";
import type { Draft } from "../draft.ts";
import { openApproval } from "../open-task.ts";
import { failNode } from "./fail-node.ts";
import { flowOf } from "./flow-of.ts";
import { retryNode } from "./halted-node.ts";
import { emitWaiting } from "./signal-waits.ts";
import { restartChild } from "./start-child.ts";
import { startEvent } from "./start-event.ts";

/** Takes a plan up where a failure or a cancellation had stopped it. */
export const resumeFlow = (draft: Draft): void => {
  if (draft.state().flow === null) return;
  const { nodes, scopes, leftMs, plan } = flowOf(draft);
  for (const node of nodes.values()) {
    if (node.status === "pending" && node.unmet === 0) {
      draft.visits.push({ type: "node", key: node.key });
    }
    if (isChildOpen(node)) restartChild(draft, node.key);
    // Nobody is asked about it any more: it is tried again where it can be, else somebody is asked again.
    if (node.halted && node.opened === node.closed) retryNode(draft, node.key);
    else if (node.halted) failNode(draft, node.key, node.reason);
    else if (node.status === "waiting" && node.dueAt === null && node.awaits.length === 0) {
      resumeWait(draft, node.key);
    }
  }
  for (const scope of scopes.values()) {
    if (scope.open === 0 && !scope.closed) draft.visits.push({ type: "scope", key: scope.key });
  }
  // A workflow that had no time left gets its time again, or trying again would be in vain.
  if (leftMs === 0) {
    draft.emit({ type: "flow_deadline_moved", deadline: null, leftMs: plan.timeoutSeconds * 1000 });
  }
  askAnew(draft);
};

/** What people were asked was withdrawn with the failure. */
const askAnew = (draft: Draft): void => {
  for (const { key, status } of flowOf(draft).nodes.values()) {
    const plan = planNode(flowOf(draft), key);
    if (status !== "active" || plan.kind !== "approval") continue;
    if (openApproval(draft.state(), key) === null) askForApproval(draft, key, plan);
  }
};

/** A wait for a signal begins again. One for a time is over at once: that may long have passed. */
const resumeWait = (draft: Draft, key: string): void => {
  const plan = planNode(flowOf(draft), key);
  if (plan.kind === "event") startEvent(draft, key, plan);
  else emitWaiting(draft, key, draft.command.at);
};
