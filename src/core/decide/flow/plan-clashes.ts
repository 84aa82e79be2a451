import { fieldFault } from "../../plan/field-fits.ts";
import { guardInput } from "../../plan/guard-input.ts";
import type { Edge, Plan, PlanNode } from "../../plan/plan.ts";
import { differingFields } from "../../plan/same-node.ts";
import type { Flow } from "../../state/flow.ts";
import { isFinalStep, type StepStatus } from "../../state/status.ts";
import type { WorkflowState } from "../../state/workflow-state.ts";

/**
 * Why a plan cannot take the place of the one that is followed, a sentence each; empty when it can. What has started
 * must be in it unchanged, with all that is in it and all that it followed; what has not may be anything.
 */
export const planClashes = (state: WorkflowState, flow: Flow, next: Plan): readonly string[] => {
  const after = new Map(next.root.nodes.map((node) => [node.name, node]));
  const clashes = flow.plan.root.nodes.flatMap((node) => {
    const status = flow.nodes.get(node.name)?.status ?? "pending";
    return status === "pending" ? [] : nodeClashes(node, status, after.get(node.name));
  });
  const input = guardInput(next, flow.input);
  if (input !== null) clashes.push(input.message.replace(/\.$/, ""));
  for (const [name, field] of Object.entries(next.state)) {
    const fault = fieldFault(field, flow.values[name] ?? null, `state.${name}`);
    if (fault !== null) clashes.push(fault);
  }
  return [...clashes, ...takenNames(state, flow, after)];
};

const nodeClashes = (
  node: PlanNode,
  status: StepStatus,
  twin: PlanNode | undefined,
): readonly string[] => {
  const { name } = node;
  const stands = isFinalStep(status) ? `is ${status}` : "has started";
  if (twin === undefined) return [`${name} ${stands} and would be gone`];
  const fields = differingFields(node, twin);
  const own = fields.filter((field) => field !== "edges" && field !== "body");
  return [
    ...(own.length === 0 ? [] : [`${name} ${stands} and would differ in ${own.join(", ")}`]),
    ...(fields.includes("edges")
      ? [
          `${name} ${stands} and would follow ${sources(twin.edges)} instead of ${sources(node.edges)}`,
        ]
      : []),
    ...(fields.includes("body") ? [`${name} ${stands} and would have other stages in it`] : []),
  ];
};

const sources = (edges: readonly Edge[]): string =>
  edges.map(({ from }) => from).join(", ") || "nothing";

/** Names of new stages that steps outside the plan have taken. */
const takenNames = (
  state: WorkflowState,
  flow: Flow,
  after: ReadonlyMap<string, PlanNode>,
): readonly string[] => {
  const taken = new Set<string>();
  for (const { name, origin } of state.steps.values()) {
    const [root = name] = name.split(/[/[]/, 1);
    if (origin.kind !== "plan" && after.has(root) && !flow.nodes.has(root)) taken.add(root);
  }
  return [...taken].map((name) => `the workflow has a step ${name} beside its plan already`);
};
