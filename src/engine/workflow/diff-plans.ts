import type { Json, JsonObject } from "../../core/json.ts";
import type { Plan, PlanNode } from "../../core/plan/plan.ts";
import { planDiff, type StageDifference } from "../../core/plan/plan-diff.ts";
import { bodyOf } from "../../core/plan/same-node.ts";
import { type Refusal, refuse } from "../../core/refusal.ts";
import { sameData } from "../../core/same-data.ts";
import { type Answer, answer } from "../answer.ts";
import { findWorkflow, workflowState } from "../find-by-id.ts";
import type { Ports } from "../ports.ts";
import { assignAgents } from "./assign-agents.ts";
import { templateSource } from "./definition-source.ts";
import { definitionInvalid } from "./read-plan.ts";

/** One side of a comparison: a text, or the name of what is kept here. */
export type Side =
  | { readonly text: string }
  /** `name[@version]`, or a workflow's id. */
  | { readonly named: string };

/** What differs between two plans: of texts, of versions, of workflows that follow them. */
export const diffPlans = async (ports: Ports, from: Side, to: Side): Promise<Answer> => {
  const read = [await planOf(ports, from), await planOf(ports, to)] as const;
  const [first, second] = read;
  if ("code" in first) return first;
  if ("code" in second) return second;
  // A workflow's plan has its agents already; a text's may ask for abilities, or name an agent by where it is from.
  const a = await withAgents(ports, first, second);
  const b = await withAgents(ports, second, a);
  return answer({
    from: `${a.name} ${a.version}`,
    to: `${b.name} ${b.version}`,
    settings: settings.filter((name) => !sameData(a[name], b[name])),
    stages: planDiff(a, b).map((difference) => told(a, b, difference)),
  });
};

/** What a plan has beside its stages. */
const settings = [
  "input",
  "state",
  "onFailure",
  "timeoutSeconds",
  "maxParallel",
  "sla",
  "triggers",
] as const;

const planOf = async (ports: Ports, side: Side): Promise<Plan | Refusal> => {
  if ("named" in side && side.named.startsWith("orch_")) {
    const row = await findWorkflow(ports, side.named);
    if ("code" in row) return row;
    const { flow } = await workflowState(ports, row.workflow);
    return (
      flow?.plan ??
      refuse(
        "conflict",
        `Workflow ${row.workflow} follows no plan: it grows from handoffs.`,
        "Name one that was started from a definition.",
      )
    );
  }
  const source =
    "text" in side
      ? { text: side.text, name: null, version: null }
      : await templateSource(ports, side.named);
  if ("code" in source) return source;
  const { readDefinitions } = await import("../../definition/read-definition.ts");
  const read = readDefinitions(source.text, { knowsAgent: () => true });
  if (read.type === "invalid") return definitionInvalid(read.problems);
  const [only, ...more] = read.definitions;
  const found = read.definitions.find(({ plan }) => plan.name === source.name);
  if (found !== undefined) return found.plan;
  if (only !== undefined && more.length === 0) return only.plan;
  return refuse(
    "invalid_input",
    `The text holds several workflows: ${read.definitions.map(({ plan }) => plan.name).join(", ")}.`,
    "Compare files of one workflow each.",
  );
};

const withAgents = async (ports: Ports, plan: Plan, before: Plan): Promise<Plan> => {
  const assigned = await assignAgents(ports, plan, before);
  return "code" in assigned ? plan : assigned;
};

const told = (from: Plan, to: Plan, { change, stage, fields }: StageDifference): JsonObject => ({
  change,
  stage,
  ...(change === "changed"
    ? {
        fields: fields.map((field) => ({
          field,
          from: fieldOf(from, stage, field),
          to: fieldOf(to, stage, field),
        })),
      }
    : {}),
});

const fieldOf = (plan: Plan, stage: string, field: string): Json => {
  let scope = plan.root;
  let node: PlanNode | undefined;
  for (const name of stage.split("/")) {
    node = scope.nodes.find((each) => each.name === name);
    scope = (node === undefined ? null : bodyOf(node)) ?? scope;
  }
  if (node === undefined) return null;
  if (field === "edges") return node.edges.map(({ from }) => from);
  if (field === "order") return scope.nodes.map(({ name }) => name);
  const fields: Readonly<Record<string, unknown>> = { ...node };
  // Plans are JSON.
  return JSON.parse(JSON.stringify(fields[field] ?? null));
};
