import type { Flow } from "../state/flow.ts";
import type { Scope } from "./plan.ts";
import { nodeOf, placeOf, planNode, planScope } from "./plan-scope.ts";

/** How two node instances stand to each other: one leads to the other, or they run side by side. */
export type Order = "before" | "after" | "beside_before" | "beside_after";

/**
 * How `a` stands to `b`, two different instances. Rounds of a loop follow each other, as items of a list do that is worked
 * on one at a time; other items run side by side in their order. A body's nodes come before what their owner does when it ends.
 */
export const planOrder = (flow: Flow, a: string, b: string): Order => {
  const first = wayTo(flow, a);
  const second = wayTo(flow, b);
  for (let i = 0; i < Math.min(first.length, second.length); i++) {
    const x = first[i];
    const y = second[i];
    if (x === undefined || y === undefined) break;
    if (x.iteration !== y.iteration) {
      const inTurn = goesInTurn(flow, x.scope);
      if (x.iteration < y.iteration) return inTurn ? "before" : "beside_before";
      return inTurn ? "after" : "beside_after";
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

/** Whether the owner's bodies follow each other. */
const goesInTurn = (flow: Flow, scope: string): boolean => {
  const owner = flow.scopes.get(scope)?.owner ?? null;
  if (owner === null) return false;
  const node = planNode(flow, owner);
  return node.kind === "loop" || (node.kind === "each" && node.maxParallel === 1);
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
