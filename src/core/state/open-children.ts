import { isUndoing } from "../compensation/is-undoing.ts";
import { isChildOpen } from "./flow.ts";
import { isFinalWorkflow } from "./status.ts";
import type { WorkflowState } from "./workflow-state.ts";

/** The workflows that a workflow waits for, each with the key of its node. One that has ended or is undone waits for none. */
export const openChildren = (state: WorkflowState): ReadonlyMap<string, string> => {
  const { flow, status } = state;
  const open = new Map<string, string>();
  // What was undone a moment ago waits no more for those it had undone.
  const over = isFinalWorkflow(status) || status === "compensating" || isUndoing(state);
  if (flow === null || flow.children === 0 || over) return open;
  for (const node of flow.nodes.values()) {
    if (node.child !== null && isChildOpen(node)) open.set(node.child.workflow, node.key);
  }
  return open;
};
