import type { ApprovalNode } from "../../plan/approval-node.ts";
import { stepsBefore } from "../../plan/steps-before.ts";
import type { Draft } from "../draft.ts";
import { interpolateIn } from "../flow/evaluate.ts";
import { failNode } from "../flow/fail-node.ts";
import { flowOf, instanceOf } from "../flow/flow-of.ts";
import { openTask } from "../open-task.ts";
import { assignPeople } from "./assign-people.ts";

/** Longest text to be decided on; what is longer belongs into an artifact. */
const textLimit = 20_000;

/** Asks people to decide; the node goes on with their decision. */
export const askForApproval = (draft: Draft, key: string, plan: ApprovalNode): void => {
  const text = interpolateIn(draft, instanceOf(draft, key).scope, plan.task);
  if (text.type === "error") {
    failNode(draft, key, `task: ${text.message}`);
    return;
  }
  if (text.text.length > textLimit) {
    failNode(draft, key, `task: the text has more than ${textLimit} characters`);
    return;
  }
  const { at } = draft.command;
  const { dueSeconds, reminderSeconds, quorum, role, form, fourEyes, escalateTo } = plan;
  const { steps } = draft.state();
  const requesters = stepsBefore(flowOf(draft), key).flatMap(
    (step) => steps.get(step)?.agent ?? [],
  );
  const dueAt = dueSeconds === null ? null : at + dueSeconds * 1000;
  openTask(draft, {
    kind: "approval",
    step: null,
    title: `${key} is to be approved`,
    body: text.text,
    questions: [],
    options: ["approve", "reject", "delegate"],
    approval: {
      node: key,
      requesters: [...new Set(requesters)],
      assignees: assignPeople(draft, plan),
      role,
      quorum,
      form,
      fourEyes,
      dueAt,
      remindAt: reminderSeconds === null ? null : at + reminderSeconds * 1000,
      reminders: 0,
      escalateAt: escalateTo === null ? null : dueAt,
      votes: [],
    },
  });
};
