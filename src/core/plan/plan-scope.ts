import type { Flow } from "../state/flow.ts";
import type { PlanNode, Scope } from "./plan.ts";

interface Placed {
  readonly node: PlanNode;
  readonly place: number;
}

const indexes = new WeakMap<Scope, ReadonlyMap<string, Placed>>();

/** A scope's node by its name. */
export const nodeOf = (scope: Scope, name: string): PlanNode => placed(scope, name).node;

/** The place of a node in its scope's order. */
export const placeOf = (scope: Scope, name: string): number => placed(scope, name).place;

/** The index is made once per plan that is loaded. */
const placed = (scope: Scope, name: string): Placed => {
  let index = indexes.get(scope);
  if (index === undefined) {
    index = new Map(scope.nodes.map((node, place) => [node.name, { node, place }]));
    indexes.set(scope, index);
  }
  const found = index.get(name);
  if (found === undefined) throw new Error(`the plan has no node ${name}`);
  return found;
};

/** The plan's scope that a scope instance runs. */
export const planScope = (flow: Flow, key: string): Scope => {
  const owner = flow.scopes.get(key)?.owner ?? null;
  if (owner === null) return flow.plan.root;
  const node = planNode(flow, owner);
  if (!("body" in node)) throw new Error(`${owner} has no body`);
  return node.body;
};

/** The plan's node that a node instance runs. */
export const planNode = (flow: Flow, key: string): PlanNode => {
  const instance = flow.nodes.get(key);
  if (instance === undefined) throw new Error(`no node ${key}`);
  return nodeOf(planScope(flow, instance.scope), instance.name);
};

/** Keys of the scopes a node has opened, in their order. */
export const scopesOf = (flow: Flow, owner: string): readonly string[] => {
  const { kind } = planNode(flow, owner);
  const { opened } = flow.nodes.get(owner) ?? { opened: 0 };
  return Array.from({ length: opened }, (_, i) => scopeKey(owner, kind, i + 1));
};

/** Keys of the nodes of a scope that is opened, in plan order. */
export const nodesOf = (flow: Flow, scope: string): readonly string[] =>
  planScope(flow, scope).nodes.map(({ name }) => nodeKey(scope, name));

/** Key of a node in a scope. */
export const nodeKey = (scope: string, name: string): string =>
  scope === "" ? name : `${scope}/${name}`;

/** Key of the scope a node opens; groups open one, loops and lists number theirs. */
export const scopeKey = (owner: string, kind: PlanNode["kind"], iteration: number): string =>
  kind === "group" ? owner : `${owner}[${iteration}]`;

const reaches = new WeakMap<Scope, ReadonlyMap<string, string>>();

/**
 * Where a step is that an expression of the scope may name: in the scope itself or in a group's body below it.
 * The value is its key within the scope; null when there is none. Rounds and items keep their steps to themselves.
 */
export const reachOf = (scope: Scope, name: string): string | null => {
  let reach = reaches.get(scope);
  if (reach === undefined) {
    const found = new Map<string, string>();
    const collect = (inner: Scope, prefix: string): void => {
      for (const node of inner.nodes) {
        found.set(node.name, nodeKey(prefix, node.name));
        if (node.kind === "group") collect(node.body, nodeKey(prefix, node.name));
      }
    };
    collect(scope, "");
    reach = found;
    reaches.set(scope, reach);
  }
  return reach.get(name) ?? null;
};
