import type { NewHandoff } from "../../command/command.ts";
import type { AgentNode } from "../../plan/plan.ts";
import { nodeKey, nodesOf, planNode, scopeKey, scopesOf } from "../../plan/plan-scope.ts";
import type { Flow } from "../../state/flow.ts";
import { addHandoff } from "../create-handoff.ts";
import type { Draft } from "../draft.ts";
import { interpolateIn } from "./evaluate.ts";
import { failNode } from "./fail-node.ts";
import { flowOf, instanceOf } from "./flow-of.ts";

/** Most earlier steps a brief is built on. */
const needLimit = 20;

/** Makes the handoff of an agent's node. */
export const startAgent = (draft: Draft, key: string, plan: AgentNode): void => {
  const { scope } = instanceOf(draft, key);
  const task = interpolateIn(draft, scope, plan.task);
  if (task.type === "error") {
    failNode(draft, key, `task: ${task.message}`);
    return;
  }
  if (plan.checkpoint === "before" || plan.checkpoint === "both") draft.risky.push(key);
  const name = plan.agent ?? "";
  const facts = draft.command.agents.find((agent) => agent.name === name);
  const phase = facts?.phase ?? "BUILD";
  const handoff: NewHandoff = {
    step: key,
    from: { name: "system", version: "1.0.0", phase },
    to: {
      name,
      ...(plan.capabilities.length === 0 ? {} : { required_capabilities: plan.capabilities }),
      priority: plan.priority,
    },
    phase,
    payload: {
      context: { feature_description: task.text },
      expected_output: plan.expects,
      on_success: { action: "complete" },
      on_failure: plan.onFailure,
    },
    needs: stepsBefore(flowOf(draft), key).filter((step) => draft.state().steps.has(step)),
    resources: plan.resources,
    uses: plan.uses,
    timeoutSeconds: plan.timeoutSeconds ?? facts?.timeoutSeconds ?? null,
  };
  addHandoff(draft, key, handoff, { kind: "plan", of: key });
};

/** The agents' steps that lead straight to a node, through choices and bodies: what its brief builds on. */
const stepsBefore = (flow: Flow, key: string): readonly string[] => {
  const found: string[] = [];
  const seen = new Set<string>();
  const queue = [...sourcesOf(flow, key)];
  for (
    let next = queue.shift();
    next !== undefined && found.length < needLimit;
    next = queue.shift()
  ) {
    if (seen.has(next)) continue;
    seen.add(next);
    const plan = planNode(flow, next);
    if (plan.kind === "agent") found.push(next);
    else if ("body" in plan) queue.push(...endsOf(flow, next));
    else queue.push(...sourcesOf(flow, next));
  }
  return found;
};

/** The nodes an instance's edges come from; for the first ones of a body, those of its owner. */
const sourcesOf = (flow: Flow, key: string): readonly string[] => {
  const node = flow.nodes.get(key);
  if (node === undefined) return [];
  const { edges } = planNode(flow, key);
  if (edges.length > 0) return edges.map((edge) => nodeKey(node.scope, edge.from));
  const scope = flow.scopes.get(node.scope);
  if (scope?.owner == null) return [];
  const before = scope.iteration > 1 ? roundBefore(flow, scope.owner, scope.iteration) : [];
  return before.length > 0 ? before : sourcesOf(flow, scope.owner);
};

/** What a loop's last round brought; items of a list do not build on each other. */
const roundBefore = (flow: Flow, owner: string, iteration: number): readonly string[] =>
  planNode(flow, owner).kind === "loop"
    ? nodesOf(flow, scopeKey(owner, "loop", iteration - 1))
    : [];

const endsOf = (flow: Flow, owner: string): readonly string[] =>
  scopesOf(flow, owner)
    .slice(-needLimit)
    .flatMap((scope) => nodesOf(flow, scope));
