import type {
  AgentNode,
  CompensateWith,
  Plan,
  PlanNode,
  Scope,
  WorkflowNode,
} from "../../core/plan/plan.ts";
import { type Refusal, refuse } from "../../core/refusal.ts";
import { sameData } from "../../core/same-data.ts";
import { nameOnRecord } from "../agent-directory.ts";
import { selectBest } from "../handoff/choose-agent.ts";
import type { Ports } from "../ports.ts";

/**
 * The plan with an agent for every node: names as records know them, and the best one where only abilities are asked
 * for. A node that asked for the same in the plan before keeps the agent it got then.
 */
export const assignAgents = async (
  ports: Ports,
  plan: Plan,
  before: Plan | null,
): Promise<Plan | Refusal> => {
  const missing: string[] = [];
  const root = await assignScope(ports, plan.root, before?.root ?? null, missing);
  return missing.length === 0
    ? { ...plan, root }
    : refuse(
        "unknown_agent",
        `No agent offers what these stages ask for: ${missing.join("; ")}.`,
        "Name an agent in each, or see list_agents.",
        { missing },
      );
};

const assignScope = async (
  ports: Ports,
  scope: Scope,
  before: Scope | null,
  missing: string[],
): Promise<Scope> => {
  const twins = new Map(before?.nodes.map((node) => [node.name, node]));
  const nodes: PlanNode[] = [];
  for (const node of scope.nodes) {
    nodes.push(await assignNode(ports, node, twins.get(node.name), missing));
  }
  return { nodes };
};

const assignNode = async (
  ports: Ports,
  node: PlanNode,
  twin: PlanNode | undefined,
  missing: string[],
): Promise<PlanNode> => {
  if ("body" in node) {
    const before = twin !== undefined && "body" in twin ? twin.body : null;
    return { ...node, body: await assignScope(ports, node.body, before, missing) };
  }
  const onRecord = ({ agent, task }: CompensateWith) => ({
    agent: nameOnRecord(ports, agent),
    task,
  });
  if (node.kind === "workflow") {
    const { compensate, ...rest } = asBefore(node, twin);
    return compensate === undefined ? rest : { ...rest, compensate: onRecord(compensate) };
  }
  if (node.kind !== "agent") return node;
  const { compensate, onFailure } = node;
  const { fallback_agent: fallback } = onFailure;
  const named: AgentNode = {
    ...node,
    compensate: compensate === null ? null : onRecord(compensate),
    onFailure:
      fallback === undefined
        ? onFailure
        : { ...onFailure, fallback_agent: nameOnRecord(ports, fallback) },
  };
  if (node.agent !== null) return { ...named, agent: nameOnRecord(ports, node.agent) };
  const same = twin?.kind === "agent" && sameData(twin.capabilities, node.capabilities);
  if (same && twin.agent !== null) return { ...named, agent: twin.agent };
  const best = await selectBest(ports, node.capabilities.join(" "), []);
  if (best === null) missing.push(`${node.name} (${node.capabilities.join(", ")})`);
  return { ...named, agent: best?.facts.name ?? null };
};

/** A workflow that was not looked up stands for what it did in the plan before. */
const asBefore = (node: WorkflowNode, twin: PlanNode | undefined): WorkflowNode => {
  const { name, version, hash } = node.use;
  if (hash !== "" || twin?.kind !== "workflow" || twin.use.name !== name) return node;
  return version === "" || version === twin.use.version ? { ...node, use: twin.use } : node;
};
