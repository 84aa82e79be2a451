import type { Json } from "../../json.ts";
import { nodeKey, planNode, planScope, scopeKey } from "../../plan/plan-scope.ts";
import type { Draft } from "../draft.ts";
import { flowOf } from "./flow-of.ts";

/** Opens the body of a node (or the whole plan) and visits what can begin in it. */
export const openScope = (
  draft: Draft,
  owner: string | null,
  iteration: number,
  item: Json,
): void => {
  const kind = owner === null ? "group" : planNode(flowOf(draft), owner).kind;
  const scope = owner === null ? "" : scopeKey(owner, kind, iteration);
  draft.emit({ type: "scope_opened", scope, owner, iteration, item });
  for (const { name, edges } of planScope(flowOf(draft), scope).nodes) {
    if (edges.length === 0) draft.visits.push({ type: "node", key: nodeKey(scope, name) });
  }
};
