import type { FlowEvent } from "../event/flow-event.ts";
import type { StreamEvent } from "../event/stream-event.ts";
import type { Edge } from "../plan/plan.ts";
import type { Flow, FlowNode } from "../state/flow.ts";
import { isFinalStep } from "../state/status.ts";
import { newNode } from "./new-node.ts";

/**
 * Lays another plan under what has happened. Nodes that have started stay as they are, bodies and all; those that have
 * not are laid anew, their edges counted from the nodes before them.
 */
export const layPlan = (
  flow: Flow,
  event: StreamEvent,
  data: Extract<FlowEvent, { type: "plan_changed" }>,
): Flow => {
  const { plan, input, values, how, changes } = data;
  let nodes = flow.nodes;
  for (const { name } of flow.plan.root.nodes) {
    if (flow.nodes.get(name)?.status === "pending") nodes = nodes.delete(name);
  }
  let open = 0;
  // In plan order, so that what an edge comes from is laid before it.
  for (const { name, edges } of plan.root.nodes) {
    const kept = nodes.get(name);
    const node = kept ?? { ...newNode("", name, event.at), ...standing(nodes, name, edges) };
    if (kept === undefined) nodes = nodes.set(name, node);
    if (!isFinalStep(node.status)) open++;
  }
  const root = flow.scopes.get("");
  return {
    ...flow,
    plan,
    input,
    values,
    planVersion: event.version,
    amendments: how === "migrate" || changes === null ? [] : [...flow.amendments, changes],
    nodes,
    scopes: root === undefined ? flow.scopes : flow.scopes.set("", { ...root, open }),
  };
};

/** How many edges of a node have not settled, and how many of the settled ones are live. */
const standing = (
  nodes: Flow["nodes"],
  name: string,
  edges: readonly Edge[],
): Pick<FlowNode, "unmet" | "live"> => {
  let unmet = 0;
  let live = 0;
  for (const { from, kind } of edges) {
    const source = nodes.get(from);
    if (source === undefined || !isFinalStep(source.status)) unmet++;
    else if (kind === "flow" ? source.flows : source.ways.includes(name)) live++;
  }
  return { unmet, live };
};
