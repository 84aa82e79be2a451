import type { IntentOf } from "../../command/intent-of.ts";
import { signalStream } from "../../state/signal-state.ts";
import type { Draft } from "../draft.ts";
import { endWait } from "./end-wait.ts";
import { fits, takeSignal } from "./signal-waits.ts";

/** Takes a signal that was sent to a wait; one that comes to a wait that is over goes back. */
export const receiveSignal = (draft: Draft, intent: IntentOf<"deliver_signal">): undefined => {
  const { signal, wait, shared } = intent;
  const { actor } = draft.command;
  const node = draft.state().flow?.nodes.get(wait.node);
  const awaited = node?.wait === wait.wait ? node.awaits.find((each) => fits(each, signal)) : null;
  const to = signalStream(signal.name, signal.address);
  const late = node?.dueAt != null && node.dueAt < signal.at;
  if (node === undefined || awaited == null || late) {
    draft.emit({ type: "signal_returned", node: wait.node, signal: signal.id });
    draft.messages.push({ to, message: { type: "return_signal", signal, shared, actor } });
    // What counts is when it was sent, not when it came.
    if (awaited != null && late) endWait(draft, wait.node);
    return;
  }
  draft.emit({ type: "signal_received", node: wait.node, signal });
  if (shared) {
    draft.messages.push({ to, message: { type: "keep_signal", signal: signal.id, actor } });
  }
  takeSignal(draft, wait.node, signal, awaited);
};
