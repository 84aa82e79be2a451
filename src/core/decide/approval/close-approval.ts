import type { JsonObject } from "../../json.ts";
import type { ApprovalNode } from "../../plan/approval-node.ts";
import { planNode } from "../../plan/plan-scope.ts";
import { type Approval, approvers, type Vote } from "../../state/approval.ts";
import { isFinalStep } from "../../state/status.ts";
import type { Draft } from "../draft.ts";
import { completeNode } from "../flow/complete-node.ts";
import { failNode } from "../flow/fail-node.ts";
import { flowOf, instanceOf } from "../flow/flow-of.ts";

/** Ends an approval when its votes decide it: one rejection does, and as many approvals as its quorum. */
export const closeApproval = (draft: Draft, id: string): void => {
  const task = draft.state().tasks.get(id);
  if (task?.status !== "open" || task.approval === undefined) return;
  const { approval } = task;
  const last = approval.votes.at(-1);
  if (last === undefined) return;
  if (last.decision === "approve" && approvers(approval).length < approval.quorum) return;
  const { decision, by, channel, comment, form: answers, shown, shownHash, at } = last;
  draft.emit({
    type: "task_decided",
    task: id,
    outcome: { decision, comment, answers, by, channel, shown, shownHash, at },
  });
  // The plan may have left it, or ended, while it was asked.
  if (isFinalStep(instanceOf(draft, approval.node).status)) return;
  const plan = planNode(flowOf(draft), approval.node);
  if (plan.kind === "approval") goOn(draft, approval, plan, last);
};

const goOn = (draft: Draft, approval: Approval, plan: ApprovalNode, last: Vote): void => {
  const { node } = approval;
  const output = outputOf(approval, last);
  const said = last.comment === null ? "" : `: ${last.comment}`;
  if (last.decision === "approve") {
    const reason = `approved by ${approvers(approval).join(", ")}`;
    completeNode(draft, node, { reason, output });
    return;
  }
  const reason = `${last.by.name} rejected it${said}`;
  if (plan.onReject === null) failNode(draft, node, reason, { category: "blocker", output });
  else completeNode(draft, node, { reason, output, flows: false, ways: [plan.onReject] });
};

/** What expressions see of it; all who approved did so with the same values. */
const outputOf = ({ votes }: Approval, last: Vote): JsonObject => {
  const counted = votes.filter(({ decision }) => decision === last.decision);
  const comments = counted.flatMap(({ comment }) => (comment === null ? [] : [comment]));
  return {
    decision: last.decision,
    by: counted.map(({ by }) => by.name),
    form: last.form,
    comment: comments.length === 0 ? null : comments.join("\n"),
  };
};
