import type { Field, NodeBase, PlanNode } from "./plan.ts";

/** Somebody by name, or whoever holds a role. */
export type Addressee =
  | { readonly kind: "person"; readonly name: string }
  | { readonly kind: "role"; readonly name: string };

/** A decision of people. */
export interface ApprovalNode extends NodeBase {
  readonly kind: "approval";
  /** What is to be decided, with `${CEL}` in it. */
  readonly task: string;
  /** Names of people; empty where a role, or anybody, is asked. */
  readonly assignees: readonly string[];
  readonly role: string | null;
  /** How many different people must approve. */
  readonly quorum: number;
  /** What an approver fills in. */
  readonly form: Readonly<Record<string, Field>>;
  /** From when on it is overdue, counted from its start. */
  readonly dueSeconds: number | null;
  /** How often it is brought to mind until it is decided. */
  readonly reminderSeconds: number | null;
  /** Who is asked as well once it is overdue. */
  readonly escalateTo: Addressee | null;
  /** Where a rejection leads; null: the stage has failed. */
  readonly onReject: string | null;
  /** Whether the person who started the workflow may not decide. */
  readonly fourEyes: boolean;
}

/** Whether people decide in a node, or in its body. */
export const asksPeople = (node: PlanNode): boolean =>
  node.kind === "approval" || ("body" in node && node.body.nodes.some(asksPeople));
