import type { ApprovalNode } from "../core/plan/approval-node.ts";
import type { Plan, Scope } from "../core/plan/plan.ts";

/** The approvals of a plan, in its order; looked for once per plan that is loaded. */
export const approvalsIn = (plan: Plan): readonly ApprovalNode[] => {
  const known = approvalsByPlan.get(plan);
  if (known !== undefined) return known;
  const found: ApprovalNode[] = [];
  const collect = (scope: Scope): void => {
    for (const node of scope.nodes) {
      if (node.kind === "approval") found.push(node);
      if ("body" in node) collect(node.body);
    }
  };
  collect(plan.root);
  approvalsByPlan.set(plan, found);
  return found;
};

const approvalsByPlan = new WeakMap<Plan, readonly ApprovalNode[]>();
