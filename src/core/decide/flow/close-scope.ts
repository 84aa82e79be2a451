import type { EachNode, GroupNode, LoopNode } from "../../plan/plan.ts";
import { planNode } from "../../plan/plan-scope.ts";
import type { FlowScope } from "../../state/flow.ts";
import { isFinalStep } from "../../state/status.ts";
import type { Draft } from "../draft.ts";
import { completeNode } from "./complete-node.ts";
import { conditionIn } from "./evaluate.ts";
import { failNode } from "./fail-node.ts";
import { flowOf, instanceOf } from "./flow-of.ts";
import { openScope } from "./open-scope.ts";
import { cancelScope } from "./settle-node.ts";

/** Looks whether a scope has done its part, and lets its owner go on accordingly. */
export const closeScope = (draft: Draft, key: string): void => {
  const flow = flowOf(draft);
  const scope = flow.scopes.get(key);
  if (scope === undefined || scope.owner === null || scope.closed) return;
  const { status, halted } = instanceOf(draft, scope.owner);
  if (isFinalStep(status) || halted) return;
  const owner = planNode(flow, scope.owner);
  switch (owner.kind) {
    case "group":
      closeGroup(draft, scope, scope.owner, owner);
      return;
    case "loop":
      if (scope.open === 0) closeRound(draft, scope, scope.owner, owner);
      return;
    case "each":
      if (scope.open === 0) {
        draft.emit({ type: "scope_closed", scope: key });
        fillItems(draft, scope.owner, owner);
      }
      return;
    default:
      return;
  }
};

/** Opens as many items as may be in work at once; completes the node when all are done. */
export const fillItems = (draft: Draft, key: string, plan: EachNode): void => {
  for (;;) {
    const { items, opened, closed } = instanceOf(draft, key);
    const all = items ?? [];
    if (closed === all.length) {
      completeNode(draft, key, {
        reason: `${all.length} items are done`,
        output: { items: all.length },
      });
      return;
    }
    const room = plan.maxParallel === null || opened - closed < plan.maxParallel;
    if (opened === all.length || !room) return;
    if (!openScope(draft, key, opened + 1, all[opened] ?? null)) return;
  }
};

const closeGroup = (draft: Draft, scope: FlowScope, key: string, plan: GroupNode): void => {
  const { need } = plan;
  if (need === "all") {
    if (scope.open > 0) return;
    draft.emit({ type: "scope_closed", scope: scope.key });
    completeNode(draft, key, { reason: "all of it is done" });
    return;
  }
  if (scope.live >= need) {
    cancelScope(draft, scope.key, `${need} of ${plan.body.nodes.length} were enough`);
    draft.emit({ type: "scope_closed", scope: scope.key });
    completeNode(draft, key, { reason: `${scope.live} of ${plan.body.nodes.length} are done` });
  } else if (scope.live + scope.open < need) {
    failNode(
      draft,
      key,
      `${need} of ${plan.body.nodes.length} were needed, ${scope.live} completed`,
    );
  }
};

const closeRound = (draft: Draft, scope: FlowScope, key: string, plan: LoopNode): void => {
  draft.emit({ type: "scope_closed", scope: scope.key });
  endRound(draft, scope, key, plan, plan.maxIterations);
};

/** Looks whether a loop is done after a round; begins another where there may be one. */
export const endRound = (
  draft: Draft,
  scope: Pick<FlowScope, "key" | "iteration">,
  key: string,
  plan: LoopNode,
  most: number,
): void => {
  // The condition is about the round that has just ended, and sees its steps.
  const done = conditionIn(draft, scope.key, plan.until);
  if (done.type === "error") failNode(draft, key, `until: ${done.message}`);
  else if (done.value) {
    const rounds = scope.iteration;
    completeNode(draft, key, { reason: `done after ${rounds} rounds`, output: { rounds } });
  } else if (scope.iteration >= most) {
    failNode(draft, key, `${plan.until} did not hold after ${scope.iteration} rounds`);
  } else openScope(draft, key, scope.iteration + 1, null);
};
