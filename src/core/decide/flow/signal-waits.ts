import type { Awaited } from "../../state/flow.ts";
import type { Signal } from "../../state/signal-state.ts";
import type { Draft } from "../draft.ts";
import { completeNode } from "./complete-node.ts";
import { tellSignals } from "./leave-signals.ts";

/** Lets a node wait for a time. */
export const emitWaiting = (draft: Draft, node: string, dueAt: number): void =>
  draft.emit({ type: "node_waiting", node, dueAt, awaits: [], reason: "waits for its time" });

/** Lets a node wait for signals; one that it has taken before a rewind is still its own. */
export const awaitSignals = (
  draft: Draft,
  node: string,
  awaits: readonly Awaited[],
  dueAt: number | null,
): void => {
  const had = draft.state().consumed.get(node);
  const again = awaits.find((each) => had !== undefined && fits(each, had));
  if (had !== undefined && again !== undefined) {
    takeSignal(draft, node, had, again);
    return;
  }
  const reason = `waits for ${awaits.map(({ signal }) => `signal ${signal}`).join(" or ")}`;
  draft.emit({ type: "node_waiting", node, dueAt, awaits, reason });
  tellSignals(draft, node, "subscribe_wait");
};

/** Goes on with a signal. */
export const takeSignal = (draft: Draft, node: string, signal: Signal, { goto }: Awaited): void => {
  const { name, payload } = signal;
  completeNode(draft, node, {
    reason: `signal ${name} came`,
    output: { signal: name, payload },
    ways: goto === null ? [] : [goto],
  });
};

/** Whether a signal is one that is awaited. */
export const fits = ({ signal, address }: Awaited, given: Signal): boolean =>
  signal === given.name && address === given.address;
