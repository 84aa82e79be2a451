import type { Plan, PlanNode, Scope } from "./plan.ts";
import { bodyOf, differingFields } from "./same-node.ts";

/** One stage that is not the same in two plans. */
export interface StageDifference {
  readonly change: "added" | "removed" | "changed";
  /** Names from the outermost stage to the one meant. */
  readonly stage: string;
  /** What differs, as the plan's fields are named; empty unless it is changed. */
  readonly fields: readonly string[];
}

/** How `next` differs from `before`, stage by stage in plan order; a body that changed is told by its own stages. */
export const planDiff = (before: Plan, next: Plan): readonly StageDifference[] =>
  scopeDiff(before.root, next.root, "");

const scopeDiff = (before: Scope, next: Scope, prefix: string): readonly StageDifference[] => {
  const old = new Map(before.nodes.map((node) => [node.name, node]));
  const kept = new Set(next.nodes.map(({ name }) => name));
  return [
    ...before.nodes
      .filter(({ name }) => !kept.has(name))
      .map(({ name }) => told("removed", `${prefix}${name}`)),
    ...next.nodes.flatMap((node) => {
      const twin = old.get(node.name);
      return twin === undefined
        ? [told("added", `${prefix}${node.name}`)]
        : nodeDiff(twin, node, `${prefix}${node.name}`);
    }),
  ];
};

const nodeDiff = (before: PlanNode, next: PlanNode, stage: string): readonly StageDifference[] => {
  const fields = differingFields(before, next);
  const own = fields.filter((field) => field !== "body");
  const bodies = { before: bodyOf(before), next: bodyOf(next) };
  return [
    ...(own.length === 0 ? [] : [told("changed", stage, own)]),
    ...(bodies.before === null || bodies.next === null || !fields.includes("body")
      ? []
      : inBody(bodies.before, bodies.next, stage)),
  ];
};

/** A body whose stages are all the same has them in another order. */
const inBody = (before: Scope, next: Scope, stage: string): readonly StageDifference[] => {
  const found = scopeDiff(before, next, `${stage}/`);
  return found.length > 0 ? found : [told("changed", stage, ["order"])];
};

const told = (
  change: StageDifference["change"],
  stage: string,
  fields: readonly string[] = [],
): StageDifference => ({ change, stage, fields });
