import type { Flow } from "../state/flow.ts";
import type { Scope } from "./plan.ts";
import { nodeOf, placeOf, planNode, planScope } from "./plan-scope.ts";

/** How two node instances stand to each other: one leads to the other, or they run side by side. */
export type Order = "before" | "after" | "beside_before" | "beside_after";

/**
 * How `a` stands to `b`, two different instances. Rounds of a loop follow each other, items of a list run side by
 * side in their order; a body's nodes come before what their owner does when it ends.
 */
export const planOrder = (flow: Flow, a: string, b: string): Order => {
  const first = wayTo(flow, a);
  const second = wayTo(flow, b);
  for (let i = 0; i < Math.min(first.length, second.length); i++) {
    const x = first[i];
    const y = second[i];
    if (x === undefined || y === undefined) break;
    if (x.iteration !== y.iteration) {
      const looped = ownerKind(flow, x.scope) === "loop";
      if (x.iteration < y.iteration) return looped ? "before" : "beside_before";
      return looped ? "after" : "beside_after";
    }
    if (x.name === y.name) continue;
    const scope = planScope(flow, x.scope);
    const earlier = placeOf(scope, x.name) < placeOf(scope, y.name);
    if (earlier) return leadsTo(scope, x.name, y.name) ? "before" : "beside_before";
    return leadsTo(scope, y.name, x.name) ? "after" : "beside_after";
  }
  return first.length > second.length ? "before" : "after";
};

interface Stop {
  readonly scope: string;
  readonly iteration: number;
  readonly name: string;
}

/** The nodes on the way to an instance, outermost first, the instance itself last. */
const wayTo = (flow: Flow, key: string): readonly Stop[] => {
  const stops: Stop[] = [];
  for (let at: string | null = key; at !== null; ) {
    const node = flow.nodes.get(at);
    const scope = flow.scopes.get(node?.scope ?? "");
    if (node === undefined || scope === undefined) break;
    stops.unshift({ scope: scope.key, iteration: scope.iteration, name: node.name });
    at = scope.owner;
  }
  return stops;
};

const ownerKind = (flow: Flow, scope: string): string | null => {
  const owner = flow.scopes.get(scope)?.owner ?? null;
  return owner === null ? null : planNode(flow, owner).kind;
};

/** Whether edges lead from one node of a scope to a later one. */
const leadsTo = (scope: Scope, from: string, to: string): boolean => {
  const first = placeOf(scope, from);
  const seen = new Set<string>();
  const queue = [to];
  for (let name = queue.pop(); name !== undefined; name = queue.pop()) {
    if (name === from) return true;
    for (const edge of nodeOf(scope, name).edges) {
      if (seen.has(edge.from) || placeOf(scope, edge.from) < first) continue;
      seen.add(edge.from);
      queue.push(edge.from);
    }
  }
  return false;
};
