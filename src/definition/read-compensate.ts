import type { CompensateWith, PlanNode, Scope } from "../core/plan/plan.ts";
import { checkText } from "./check-text.ts";
import type { Compiling } from "./compiling.ts";
import type { StageSource } from "./source-schema.ts";
import type { Standing } from "./standing.ts";

/** How what a stage did is undone; its text may use what the stage brought. */
export const readCompensate = (
  { compensate }: StageSource,
  at: Standing,
  compiling: Compiling,
): CompensateWith | null => {
  if (compensate === undefined) return null;
  const { agent, task } = compensate;
  const path = [...at.path, "compensate"];
  compiling.agent(agent, [...path, "agent"]);
  checkText(task, { ...at, path: [...path, "task"] }, compiling);
  return { agent, task };
};

/** Whether any stage says how it is undone, or uses a workflow that may. */
export const compensates = (scope: Scope): boolean =>
  scope.nodes.some(
    (node: PlanNode) =>
      node.kind === "workflow" ||
      (node.kind === "agent" && node.compensate !== null) ||
      ("body" in node && compensates(node.body)),
  );
