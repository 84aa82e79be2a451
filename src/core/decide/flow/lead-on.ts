import type { ErrorWay } from "../../plan/plan.ts";
import { planNode } from "../../plan/plan-scope.ts";
import type { ErrorCategory } from "../../recovery/category.ts";
import { isFinalStep } from "../../state/status.ts";
import type { Draft } from "../draft.ts";
import { flowOf, instanceOf } from "./flow-of.ts";
import { cancelBodies, settleNode } from "./settle-node.ts";

/**
 * Follows the nearest `on_error` that fits, the node's own or that of a body it is in. Returns false when the
 * plan foresees no such failure.
 */
export const leadOn = (
  draft: Draft,
  key: string,
  category: ErrorCategory,
  message: string,
): boolean => {
  const found = foreseen(draft, key, category, message);
  if (found === null) return false;
  cancelBodies(draft, found.node, `${key} failed`);
  const reason = found.node === key ? message : `${key}: ${message}`;
  settleNode(draft, found.node, { status: "failed", flows: false, ways: [found.goto], reason });
  return true;
};

/** Whether an `on_error` fits the failure. */
export const foresees = (
  draft: Draft,
  key: string,
  category: ErrorCategory,
  message: string,
): boolean => foreseen(draft, key, category, message) !== null;

const foreseen = (
  draft: Draft,
  key: string,
  category: ErrorCategory,
  message: string,
): { readonly node: string; readonly goto: string } | null => {
  const flow = flowOf(draft);
  for (let node: string | null = key; node !== null; ) {
    const { scope, status } = instanceOf(draft, node);
    // What is only done again has led on already.
    const ways = isFinalStep(status) ? [] : planNode(flow, node).onError;
    const way = ways.find((each) => fits(each, category, message));
    if (way !== undefined) return { node, goto: way.goto };
    node = flow.scopes.get(scope)?.owner ?? null;
  }
  return null;
};

const fits = (way: ErrorWay, category: ErrorCategory, message: string): boolean =>
  (way.category === null || way.category === category) &&
  (way.match === null || message.toLowerCase().includes(way.match.toLowerCase()));
