import type { Flow } from "../state/flow.ts";
import { nodeKey, nodesOf, planNode, scopeKey, scopesOf } from "./plan-scope.ts";

/** Most earlier steps one builds on. */
const needLimit = 20;

/** The agents' steps that lead straight to a node, through choices and bodies: what it builds on. */
export const stepsBefore = (flow: Flow, key: string): readonly string[] => {
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
