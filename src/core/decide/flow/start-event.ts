import type { EventNode } from "../../plan/plan.ts";
import type { Awaited } from "../../state/flow.ts";
import { isCorrelation, keyAddress, workflowAddress } from "../../state/signal-state.ts";
import type { Draft } from "../draft.ts";
import { evaluateIn } from "./evaluate.ts";
import { failNode } from "./fail-node.ts";
import { instanceOf } from "./flow-of.ts";
import { keyOf } from "./key-of.ts";
import { awaitSignals } from "./signal-waits.ts";

/** Lets a node wait for the first of its signals, or for its time. */
export const startEvent = (draft: Draft, key: string, plan: EventNode): void => {
  const { scope } = instanceOf(draft, key);
  const awaits: Awaited[] = [];
  for (const { signal, correlate, goto } of plan.signals) {
    if (correlate === null) {
      awaits.push({ signal, address: workflowAddress(draft.state().id), goto });
      continue;
    }
    const found = keyOf(evaluateIn(draft, scope, correlate));
    if (found.type === "error" || !isCorrelation(found.key)) {
      const what = found.type === "error" ? found.message : `${correlate} is no key`;
      failNode(draft, key, `correlate: ${what}`);
      return;
    }
    const address = keyAddress(found.key);
    // Two expressions may give the same key; the first one counts.
    if (awaits.some((each) => each.signal === signal && each.address === address)) continue;
    awaits.push({ signal, address, goto });
  }
  const { timeoutSeconds } = plan;
  const dueAt = timeoutSeconds === null ? null : draft.command.at + timeoutSeconds * 1000;
  awaitSignals(draft, key, awaits, dueAt);
};
