import type { IntentOf } from "../../command/intent-of.ts";
import { nearest } from "../../nearest.ts";
import { personOf } from "../../person.ts";
import { type Refusal, refuse } from "../../refusal.ts";
import type { Approval } from "../../state/approval.ts";
import type { HumanTask } from "../../state/human-task.ts";
import type { Draft } from "../draft.ts";
import { flowOf } from "../flow/flow-of.ts";

/** Puts somebody else into the place of the one who decides so. */
export const delegate = (
  draft: Draft,
  task: HumanTask,
  approval: Approval,
  { outcome, delegateTo }: IntentOf<"decide_task">,
): Refusal | undefined => {
  const to = delegateTo ?? "";
  const bad = guardHeir(draft, approval, to, outcome.by.name);
  if (bad !== null) return bad;
  const others = approval.assignees.filter((name) => name !== outcome.by.name && name !== to);
  draft.emit({
    type: "task_reassigned",
    task: task.id,
    why: "delegated",
    to: [to],
    assignees: [...others, to],
    comment: outcome.comment,
    decided: outcome,
  });
  return undefined;
};

const guardHeir = (draft: Draft, approval: Approval, to: string, from: string): Refusal | null => {
  const names = draft.command.people.map(({ name }) => name);
  const others = names.filter((name) => name !== from);
  if (!others.includes(to)) {
    const [near] = nearest(to, others, 1);
    return refuse(
      "invalid_input",
      to === "" ? "It is not said to whom." : `There is nobody else named ${to}.`,
      others.length === 0
        ? "Nobody else is configured; the operator adds people with baton config add-person."
        : `${near === undefined ? "" : `Did you mean ${near}? `}Name one of: ${others.join(", ")}.`,
      { people: others },
    );
  }
  if (approval.assignees.includes(to)) {
    return refuse("conflict", `${to} is asked already.`, "Name somebody else, or decide it.");
  }
  const { starter } = flowOf(draft);
  const barred = starter === null ? null : personOf(draft.command.people, starter);
  if (approval.fourEyes && barred === to) {
    return refuse(
      "forbidden",
      `${to} started this workflow, and ${approval.node} wants four eyes.`,
      "Name somebody else.",
    );
  }
  return null;
};
