import type { Plan, PlanNode, Scope } from "../../core/plan/plan.ts";
import { type Refusal, refuse } from "../../core/refusal.ts";
import { canonicalName } from "../agent-directory.ts";
import { selectBest } from "../handoff/choose-agent.ts";
import type { Ports } from "../ports.ts";

/** The plan with an agent for every node: names as records know them, and the best one where only abilities are asked for. */
export const assignAgents = async (ports: Ports, plan: Plan): Promise<Plan | Refusal> => {
  const missing: string[] = [];
  const root = await assignScope(ports, plan.root, missing);
  return missing.length === 0
    ? { ...plan, root }
    : refuse(
        "unknown_agent",
        `No agent offers what these stages ask for: ${missing.join("; ")}.`,
        "Name an agent in each, or see list_agents.",
        { missing },
      );
};

const assignScope = async (ports: Ports, scope: Scope, missing: string[]): Promise<Scope> => {
  const nodes: PlanNode[] = [];
  for (const node of scope.nodes) nodes.push(await assignNode(ports, node, missing));
  return { nodes };
};

const assignNode = async (ports: Ports, node: PlanNode, missing: string[]): Promise<PlanNode> => {
  if ("body" in node) return { ...node, body: await assignScope(ports, node.body, missing) };
  if (node.kind !== "agent") return node;
  if (node.agent !== null) {
    const found = ports.agents.find(node.agent);
    return found.type === "unknown" ? node : { ...node, agent: canonicalName(ports, found) };
  }
  const best = await selectBest(ports, node.capabilities.join(" "), []);
  if (best === null) missing.push(`${node.name} (${node.capabilities.join(", ")})`);
  return { ...node, agent: best?.facts.name ?? null };
};
