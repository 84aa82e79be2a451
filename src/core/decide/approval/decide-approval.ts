import type { Actor } from "../../actor.ts";
import type { IntentOf } from "../../command/intent-of.ts";
import { isSamePerson, personOf } from "../../person.ts";
import { type Refusal, refuse } from "../../refusal.ts";
import { type Approval, approvers } from "../../state/approval.ts";
import type { HumanTask } from "../../state/human-task.ts";
import type { Draft } from "../draft.ts";
import { flowOf } from "../flow/flow-of.ts";
import { closeApproval } from "./close-approval.ts";
import { delegate } from "./delegate.ts";
import { formFault, formValues } from "./form-values.ts";

/** Takes one person's decision on an approval: it counts once, and a rejection ends it. */
export const decideApproval = (
  draft: Draft,
  task: HumanTask,
  approval: Approval,
  intent: IntentOf<"decide_task">,
): Refusal | undefined => {
  const { outcome } = intent;
  const { by, decision } = outcome;
  const barred = guardPerson(draft, task, approval, by);
  if (barred !== null) return barred;
  const own = approval.votes.find((vote) => isSamePerson(vote.by, by));
  if (own !== undefined && decision !== "reject") return countsOnce(task, approval, by);
  if (decision === "delegate") return delegate(draft, task, approval, intent);
  const [before] = approval.votes;
  const fault = decision === "approve" ? formFault(approval.form, outcome.answers, before) : null;
  if (fault !== null) {
    return refuse("invalid_input", `${fault}.`, "Fill the form in so that it fits.", {
      form: Object.keys(approval.form),
    });
  }
  const { channel, comment, shown, shownHash } = outcome;
  const vote = {
    decision: decision === "approve" ? ("approve" as const) : ("reject" as const),
    by,
    channel,
    comment,
    // Of a rejection every field is null, or has its default, so that expressions can name it.
    form:
      decision === "approve"
        ? formValues(approval.form, outcome.answers, before)
        : formValues(approval.form, {}, undefined),
    shown,
    shownHash,
    at: draft.command.at,
  };
  draft.emit({ type: "approval_voted", task: task.id, vote });
  closeApproval(draft, task.id);
  return undefined;
};

/** Refuses people who are not asked, and, with four eyes, the one who started the workflow. */
const guardPerson = (
  draft: Draft,
  task: HumanTask,
  approval: Approval,
  by: Actor,
): Refusal | null => {
  const { people } = draft.command;
  const { assignees, role, quorum } = approval;
  const holdsRole = people.some(
    ({ name, roles }) => name === by.name && roles.includes(role ?? ""),
  );
  // Somebody who came to the role later fills a place that nobody could be found for.
  const fillsIn = holdsRole && assignees.length < quorum;
  if (assignees.length > 0 && !assignees.includes(by.name) && !fillsIn) {
    return refuse(
      "forbidden",
      `Task ${task.id} is for ${assignees.join(", ")}; you are ${by.name}.`,
      "They decide it, or delegate it to you.",
      { assignees },
    );
  }
  const { starter } = flowOf(draft);
  if (!approval.fourEyes || starter === null) return null;
  const same = personOf(people, starter) === by.name || starter === (by.account ?? by.name);
  return same
    ? refuse(
        "forbidden",
        `${by.name} started this workflow, and ${approval.node} wants four eyes: somebody else decides.`,
        "Let another person decide it.",
      )
    : null;
};

const countsOnce = (task: HumanTask, approval: Approval, by: Actor): Refusal =>
  refuse(
    "conflict",
    `${by.name} has approved ${task.id} already, and counts once: ${approvers(approval).length} of ${approval.quorum} so far.`,
    "Somebody else has to approve, too.",
    { approved_by: approvers(approval), quorum: approval.quorum },
  );
