import { signalStream } from "../../state/signal-state.ts";
import type { Draft } from "../draft.ts";
import { instanceOf } from "./flow-of.ts";

/** Nothing that a node waits for is to be sent to it any more. */
export const leaveSignals = (draft: Draft, node: string): void =>
  tellSignals(draft, node, "unsubscribe_wait");

/** Tells the streams of the signals that a node waits for. */
export const tellSignals = (
  draft: Draft,
  node: string,
  type: "subscribe_wait" | "unsubscribe_wait",
): void => {
  const { awaits, wait } = instanceOf(draft, node);
  const { id: workflow } = draft.state();
  const { actor } = draft.command;
  for (const { signal, address } of awaits) {
    const message = { type, wait: { workflow, node, wait }, actor } as const;
    draft.messages.push({ to: signalStream(signal, address), message });
  }
};

/** A wait is over without an end: its workflow was stopped. */
export const stopWait = (draft: Draft, node: string): void => {
  leaveSignals(draft, node);
  draft.emit({ type: "node_waiting", node, dueAt: null, awaits: [], reason: "is stopped" });
};
