import type { IntentOf } from "../../command/intent-of.ts";
import { openChildren } from "../../state/open-children.ts";
import type { Draft } from "../draft.ts";
import { completeNode } from "./complete-node.ts";
import { failNode } from "./fail-node.ts";
import { restartChild } from "./start-child.ts";

/** Takes note that the workflow of a node has ended, and goes on. News of one that is not waited for is none. */
export const endChild = (draft: Draft, intent: IntentOf<"end_child">): undefined => {
  const { node, child, status, reason, values } = intent;
  if (openChildren(draft.state()).get(child) !== node) return;
  draft.emit({ type: "child_ended", node, child, status, reason });
  if (status.startsWith("completed")) {
    // A value of the child's state has its name, whatever it is.
    const output = { workflow_id: child, status, ...values };
    completeNode(draft, node, { reason: `${child} is ${status}`, output });
  } else
    failNode(draft, node, `workflow ${child} is ${status}: ${reason}`, { category: "blocker" });
};

/** Draws another id for a workflow that could not begin because its id was somebody else's. */
export const redrawChild = (draft: Draft, { node, child }: IntentOf<"redraw_child">): undefined => {
  if (openChildren(draft.state()).get(child) === node) restartChild(draft, node);
};
