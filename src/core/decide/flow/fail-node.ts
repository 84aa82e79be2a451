import type { Draft } from "../draft.ts";
import { failFlow } from "../stop.ts";
import { flowOf } from "./flow-of.ts";
import { leadOn } from "./lead-on.ts";
import { cancelBodies, settleNode } from "./settle-node.ts";

/** A node cannot be done; its plan is wrong about it. Leads on where the plan foresees it, else fails the workflow. */
export const failNode = (draft: Draft, key: string, reason: string): void => {
  if (leadOn(draft, key, "design_flaw", reason)) return;
  cancelBodies(draft, key, `${key} failed`);
  settleNode(draft, key, { status: "failed", flows: false, reason });
  if (flowOf(draft).plan.onFailure !== "continue") failFlow(draft, key, reason);
};
