import type { StreamState } from "../core/state/stream-state.ts";
import type { WorkflowState } from "../core/state/workflow-state.ts";

/** The state as a workflow's; anything else here is a defect. */
export const asWorkflow = (state: StreamState): WorkflowState => {
  if (state.kind !== "workflow") throw new Error(`${state.id} is not a workflow's stream`);
  return state;
};
