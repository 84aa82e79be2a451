import { nodeKey } from "../plan/plan-scope.ts";
import type { FlowNode } from "../state/flow.ts";

/** A node's instance in a scope, before anything has happened to it. */
export const newNode = (scope: string, name: string, since: number): FlowNode => ({
  key: nodeKey(scope, name),
  scope,
  name,
  status: "pending",
  reason: "",
  since,
  unmet: 0,
  live: 0,
  opened: 0,
  closed: 0,
  items: null,
  dueAt: null,
  awaits: [],
  wait: 0,
  deadline: null,
  leftMs: null,
  halted: false,
  child: null,
  startedAt: null,
  sla: null,
  output: null,
  flows: false,
  ways: [],
});
