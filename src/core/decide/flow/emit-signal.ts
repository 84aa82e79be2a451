import type { Json } from "../../json.ts";
import type { EmitNode } from "../../plan/plan.ts";
import {
  isCorrelation,
  keyAddress,
  payloadLimit,
  signalStream,
  workflowAddress,
} from "../../state/signal-state.ts";
import { isWorkflowId } from "../../workflow-id.ts";
import type { Draft } from "../draft.ts";
import { shortId } from "../short-id.ts";
import { completeNode } from "./complete-node.ts";
import { evaluateIn } from "./evaluate.ts";
import { failNode } from "./fail-node.ts";
import { flowOf, instanceOf } from "./flow-of.ts";
import { keyOf } from "./key-of.ts";

/** Sends a signal to a workflow, or to whoever waits with a key. */
export const emitSignal = (draft: Draft, key: string, plan: EmitNode): void => {
  const { scope } = instanceOf(draft, key);
  const to = keyOf(evaluateIn(draft, scope, plan.to));
  if (to.type === "error" || !isCorrelation(to.key)) {
    const what = to.type === "error" ? to.message : `${plan.to} is neither a workflow nor a key`;
    failNode(draft, key, `to: ${what}`);
    return;
  }
  const payload = payloadOf(draft, scope, plan);
  if (payload.type === "error") {
    failNode(draft, key, `payload: ${payload.message}`);
    return;
  }
  const { at, actor } = draft.command;
  const name = plan.signal;
  const address = isWorkflowId(to.key) ? workflowAddress(to.key) : keyAddress(to.key);
  const id = shortId("sig", draft.takeId());
  const { chain } = flowOf(draft);
  const follows = chain === 0 ? {} : { chain };
  const signal = { id, name, address, payload: payload.value, at, order: 0, ...follows };
  draft.emit({ type: "signal_emitted", node: key, signal });
  const message = { type: "post_signal", signal, actor } as const;
  draft.messages.push({ to: signalStream(name, address), message });
  completeNode(draft, key, { reason: `sent ${name} to ${to.key}`, output: { signal_id: id } });
};

const payloadOf = (
  draft: Draft,
  scope: string,
  { payload }: EmitNode,
):
  | { readonly type: "value"; readonly value: Json }
  | { readonly type: "error"; readonly message: string } => {
  if (payload === null) return { type: "value", value: null };
  let value: Json;
  if (typeof payload === "string") {
    const result = evaluateIn(draft, scope, payload);
    if (result.type === "error") return result;
    value = result.value;
  } else {
    const fields: Record<string, Json> = {};
    for (const [name, expression] of Object.entries(payload)) {
      const result = evaluateIn(draft, scope, expression);
      if (result.type === "error") return { type: "error", message: `${name}: ${result.message}` };
      fields[name] = result.value;
    }
    value = fields;
  }
  return JSON.stringify(value).length > payloadLimit
    ? { type: "error", message: `it has more than ${payloadLimit} characters` }
    : { type: "value", value };
};
