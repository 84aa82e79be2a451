import { workflowAddress } from "../../state/signal-state.ts";
import type { WorkflowState } from "../../state/workflow-state.ts";
import type { Draft } from "../draft.ts";
import { awaitSignals } from "./signal-waits.ts";

/**
 * The waits for signals of a state that was returned to, or taken over from another workflow, begin again; what was
 * left of their time at a checkpoint of `then` is left of it now.
 */
export const waitAgain = (draft: Draft, then: number): void => {
  const { flow, forkedFrom, id } = draft.state();
  for (const { key, status, awaits, dueAt } of flow?.nodes.values() ?? []) {
    if (status !== "waiting" || awaits.length === 0) continue;
    const own = awaits.map((each) => ({
      ...each,
      address: ownAddress(each.address, forkedFrom, id),
    }));
    const left = dueAt === null ? null : draft.command.at + Math.max(0, dueAt - then);
    awaitSignals(draft, key, own, left);
  }
};

/** What was to be sent to the workflow a fork came from is to be sent to the fork. */
const ownAddress = (
  address: string,
  forkedFrom: WorkflowState["forkedFrom"],
  id: string,
): string =>
  forkedFrom !== null && address === workflowAddress(forkedFrom.workflow)
    ? workflowAddress(id)
    : address;
