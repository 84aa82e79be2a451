import { keyAddress, workflowAddress } from "../../core/state/signal-state.ts";

/** Whom an address means, in the words of the tools; nothing for triggers alone. */
export const receiverOf = (
  address: string,
): { readonly workflow_id?: string; readonly correlation?: string } => {
  const workflow = workflowAddress("");
  const key = keyAddress("");
  if (address.startsWith(workflow)) return { workflow_id: address.slice(workflow.length) };
  return address.startsWith(key) ? { correlation: address.slice(key.length) } : {};
};
