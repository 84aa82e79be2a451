import { budgetStatus, usualSoft } from "../../core/budget/pool.ts";
import type { AgentNode, Plan, Scope } from "../../core/plan/plan.ts";
import { bodyForBrief } from "../agent-directory.ts";
import type { Ports } from "../ports.ts";

/** What a brief holds beside its task: the head, the instructions, some results of others. */
const besides = 500;

/** Warns before a start when the briefs of what can run at once come near the working pool. */
export const footprintWarnings = async (ports: Ports, plan: Plan): Promise<readonly string[]> => {
  const { wavesOf } = await import("../../definition/critical-path.ts");
  const weights = new Map(
    agentNodes(plan.root).map((node) => [node.name, weightOf(ports, node)] as const),
  );
  const atOnce = wavesOf(plan).map((wave) =>
    wave
      .map((name) => weights.get(name) ?? 0)
      .sort((a, b) => b - a)
      .slice(0, plan.maxParallel ?? wave.length)
      .reduce((sum, weight) => sum + weight, 0),
  );
  const most = Math.max(0, ...atOnce);
  const soft = plan.budget.working ?? usualSoft.working;
  if (budgetStatus(most, soft) === "ok") return [];
  const room =
    plan.budget.working === undefined
      ? "The pool makes room for them; set workflow.max_parallel or budget.working to bound them."
      : "Raise budget.working, or set max_parallel: while the pool is critical no handoff can be claimed.";
  return [
    `budget: the briefs of what can run at once come to about ${most} of ${soft} tokens of the working pool. ${room}`,
  ];
};

const weightOf = (ports: Ports, { agent, task, expects }: AgentNode): number => {
  const body = agent === null ? null : bodyForBrief(ports, agent);
  const lines = [task, ...expects.deliverables, ...expects.acceptance_criteria];
  return ports.tokens(lines.join("\n")) + ports.tokens(body?.body ?? "") + besides;
};

const agentNodes = (scope: Scope): readonly AgentNode[] =>
  scope.nodes.flatMap((node) => {
    if (node.kind === "agent") return [node];
    return "body" in node ? agentNodes(node.body) : [];
  });
