import { oneLine } from "./one-line.ts";
import type { Field } from "./plan/plan.ts";
import type { Approval } from "./state/approval.ts";
import type { HumanTask } from "./state/human-task.ts";
import type { WorkflowState } from "./state/workflow-state.ts";

/**
 * What a human is shown before deciding, and what the decision then holds for. Where it belongs, who is asked and what
 * is counted come first, so that words of agents, which stand last, can pass for none of it.
 */
export const taskText = (state: WorkflowState, task: HumanTask): string => {
  const step = state.steps.get(task.step ?? "");
  const { approval } = task;
  const about =
    approval !== undefined
      ? `, stage ${approval.node}`
      : step === undefined
        ? ""
        : `, step ${step.name}, agent ${step.agent}`;
  const lines = [
    `Workflow "${oneLine(state.title)}" (${state.id})${about}`,
    oneLine(task.title),
    ...(approval === undefined ? [] : termsOf(state, approval)),
    ...(task.body === "" ? [] : [task.body]),
    ...task.questions.map((question, i) => `${i + 1}. ${question}`),
  ];
  // Control characters could hide words of it in a terminal.
  return lines.join("\n").replace(/[^\P{C}\n]+/gu, " ");
};

const termsOf = (state: WorkflowState, approval: Approval): readonly string[] => {
  const { requesters, assignees, role, quorum, fourEyes, form } = approval;
  const who = assignees.length > 0 ? assignees.join(", ") : "whoever is at this machine";
  const fields = Object.entries(form).map(([name, field]) => `${name} (${fieldText(field)})`);
  const [before] = approval.votes;
  const filled = Object.entries(before?.form ?? {})
    .map(([name, value]) => `${name} ${JSON.stringify(value)}`)
    .join(", ");
  const starter = state.flow?.starter ?? null;
  return [
    `Asked: ${who}${role === null ? "" : ` (role ${role})`}; ${quorum === 1 ? "one" : `${quorum} different people`} must approve, one can reject`,
    ...(requesters.length === 0 ? [] : [`Work of: ${requesters.join(", ")}`]),
    ...(fourEyes && starter !== null ? [`Not to be decided by ${starter}, who started it`] : []),
    ...(fields.length === 0 ? [] : [`To fill in: ${fields.join(", ")}`]),
    ...(filled === ""
      ? []
      : [`Filled in by ${before?.by.name}: ${filled}; who approves, approves that`]),
    "To decide:",
  ];
};

/** A field's type as a person reads it. */
export const fieldText = ({ type, values }: Field): string =>
  values === null ? type : values.join(" | ");
