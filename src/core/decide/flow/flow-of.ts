import type { Flow, FlowNode } from "../../state/flow.ts";
import type { Draft } from "../draft.ts";

/** The plan's progress as it stands in the draft; a defect where there is no plan. */
export const flowOf = (draft: Draft): Flow => {
  const { flow, id } = draft.state();
  if (flow === null) throw new Error(`${id} follows no plan`);
  return flow;
};

/** A node instance as it stands in the draft. */
export const instanceOf = (draft: Draft, key: string): FlowNode => {
  const node = flowOf(draft).nodes.get(key);
  if (node === undefined) throw new Error(`no node ${key}`);
  return node;
};
