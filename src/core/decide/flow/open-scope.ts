import type { Json } from "../../json.ts";
import { nodeKey, planNode, planScope, scopeKey } from "../../plan/plan-scope.ts";
import type { Draft } from "../draft.ts";
import { failNode } from "./fail-node.ts";
import { flowOf } from "./flow-of.ts";

/** Most nodes a workflow may come to: bodies within bodies are soon more than anybody meant. */
const nodeLimit = 20_000;

/**
 * Opens the body of a node (or the whole plan) and visits what can begin in it. Where that would be too much, the node
 * fails, and false is returned.
 */
export const openScope = (
  draft: Draft,
  owner: string | null,
  iteration: number,
  item: Json,
): boolean => {
  const flow = flowOf(draft);
  const plan = owner === null ? null : planNode(flow, owner);
  const added = plan !== null && "body" in plan ? plan.body.nodes.length : 0;
  if (owner !== null && flow.nodes.size + added > nodeLimit) {
    const reason = `the workflow has come to ${flow.nodes.size} stages, and may come to ${nodeLimit}`;
    failNode(
      draft,
      owner,
      `${reason}: have lists and loops within it done by workflows of their own`,
    );
    return false;
  }
  const kind = plan?.kind ?? "group";
  const scope = owner === null ? "" : scopeKey(owner, kind, iteration);
  draft.emit({ type: "scope_opened", scope, owner, iteration, item });
  for (const { name, edges } of planScope(flowOf(draft), scope).nodes) {
    if (edges.length === 0) draft.visits.push({ type: "node", key: nodeKey(scope, name) });
  }
  return true;
};
