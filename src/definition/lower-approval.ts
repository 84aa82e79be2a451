import type { Addressee, ApprovalNode } from "../core/plan/approval-node.ts";
import type { Field } from "../core/plan/plan.ts";
import { secondsOf } from "./duration.ts";
import type { Making } from "./making.ts";
import { readFields } from "./read-field.ts";
import type { StageSource } from "./source-schema.ts";
import { literalText } from "./template-text.ts";

/** Bounds of the times of an approval, in seconds. */
const dueBounds = { min: 60, max: 30 * 86_400 };
const reminderBounds = { min: 600, max: 7 * 86_400 };

/** Compiles a decision of people. */
export const lowerApproval = (making: Making): ApprovalNode => {
  const { stage, at, compiling, base } = making;
  const { problems, about } = compiling;
  const { assignees = [], role = null, quorum = 1 } = stage;
  if (assignees.length > 0 && role !== null)
    problems.add([...at.path, "role"], "stands beside assignees", "Keep one of them.");
  const twice = assignees.find((name, i) => assignees.indexOf(name) !== i);
  if (twice !== undefined)
    problems.add([...at.path, "assignees"], `names ${twice} twice`, "Take one out.");
  if (assignees.length > 0 && quorum > assignees.length)
    problems.add(
      [...at.path, "quorum"],
      `is ${quorum}, and ${assignees.length} are asked`,
      "Ask more people, or lower it: each of them counts once.",
    );
  const dueSeconds = timeOf(making, "due", dueBounds, "1m to 30d");
  if (stage.escalate_to !== undefined && stage.due === undefined)
    problems.add(
      [...at.path, "escalate_to"],
      "stands without due",
      "Say with due when it is overdue.",
    );
  return {
    ...base,
    kind: "approval",
    task: stage.task ?? literalText(`${about}\n\nThis stage: ${base.name}`),
    assignees,
    role,
    quorum,
    form: formOf(making),
    dueSeconds,
    reminderSeconds: timeOf(making, "reminders", reminderBounds, "10m to 7d"),
    escalateTo: addresseeOf(stage),
    onReject: stage.on_reject ?? null,
    fourEyes: stage.four_eyes ?? false,
  };
};

const timeOf = (
  { stage, at, compiling }: Making,
  key: "due" | "reminders",
  { min, max }: { readonly min: number; readonly max: number },
  said: string,
): number | null => {
  const text = stage[key];
  const seconds = text === undefined ? null : secondsOf(text);
  if (seconds !== null && (seconds < min || seconds > max))
    compiling.problems.add([...at.path, key], "is out of bounds", `It is from ${said}.`);
  return seconds;
};

const addresseeOf = ({ escalate_to: to }: StageSource): Addressee | null => {
  if (to === undefined) return null;
  return typeof to === "string" ? { kind: "person", name: to } : { kind: "role", name: to.role };
};

/** Names that the form a person fills in has of its own. */
const taken: ReadonlySet<string> = new Set(["decision", "comment", "delegate_to"]);

const formOf = ({ stage, at, compiling }: Making): Readonly<Record<string, Field>> => {
  const path = [...at.path, "form"];
  const form = readFields(stage.form, path, compiling.problems);
  for (const [name, { type }] of Object.entries(form)) {
    if (taken.has(name))
      compiling.problems.add([...path, name], "is asked in any case", "Choose another name.");
    if (type === "object" || type === "array" || type === "any")
      compiling.problems.add(
        [...path, name],
        `has type ${type}, which no form can take`,
        "Use string, number, integer, boolean or an enum.",
      );
  }
  return form;
};
