import type { Countdown } from "../budget/spend.ts";
import type { Flow, FlowNode } from "../state/flow.ts";
import type { Step } from "../state/step.ts";
import type { TriggerState } from "../state/trigger-state.ts";
import type { RowChange } from "./row.ts";

/** Name of the timer that ends a step's backoff. */
export const retryTimer = (step: string): string => `retry:${step}`;
/** Name of the timer that ends an attempt which takes too long. */
export const timeoutTimer = (step: string): string => `timeout:${step}`;

/** Name of the timer that ends a plan's wait. */
export const waitTimer = (node: string): string => `wait:${node}`;
/** Name of the timer that ends a stage which takes too long. */
export const stageTimer = (node: string): string => `stage:${node}`;
/** Name of the timer that ends a workflow which takes too long. */
export const flowTimer = "workflow:";

/** Name of the timer that ends the time a workflow is allowed. */
export const wallTimer = "wall:";

/** Name of the timer that asks others as well about a task that is overdue. */
export const overdueTimer = (task: string): string => `overdue:${task}`;
/** Name of the timer that brings a task to mind. */
export const reminderTimer = (task: string): string => `remind:${task}`;
/** Name of the timer of an sla: a node's, or the workflow's (null). */
export const slaTimer = (node: string | null): string => `sla:${node ?? ""}`;

/** The timer of a workflow's limit of time. */
export const projectWallTimer = (
  stream: string,
  before: Countdown | null,
  after: Countdown | null,
): readonly RowChange[] =>
  timerChange(stream, wallTimer, before?.deadline ?? null, after?.deadline ?? null);

/** Timers that an event of the plan starts or ends. */
export const projectFlowTimers = (
  stream: string,
  before: Flow | null,
  after: Flow,
  node: string | null,
): readonly RowChange[] => [
  ...timerChange(stream, flowTimer, before?.deadline ?? null, after.deadline),
  ...(node === null
    ? []
    : nodeTimers(stream, node, before?.nodes.get(node), after.nodes.get(node))),
];

const nodeTimers = (
  stream: string,
  key: string,
  before: FlowNode | undefined,
  after: FlowNode | undefined,
): readonly RowChange[] => [
  ...timerChange(stream, waitTimer(key), before?.dueAt ?? null, after?.dueAt ?? null),
  ...timerChange(stream, stageTimer(key), before?.deadline ?? null, after?.deadline ?? null),
];

/** Timers that a change of a step starts or ends. */
export const projectTimers = (
  stream: string,
  before: Step | undefined,
  after: Step,
): readonly RowChange[] => [
  ...timerChange(stream, retryTimer(after.name), before?.dueAt ?? null, after.dueAt),
  ...timerChange(
    stream,
    timeoutTimer(after.name),
    before?.lease?.deadline ?? null,
    after.lease?.deadline ?? null,
  ),
];

/** Name of the timer of a definition's trigger. */
export const triggerTimer = (index: number): string => `trigger:${index}`;

/** Timers that an event of a definition's triggers starts or ends. */
export const projectTriggerTimers = (
  before: TriggerState,
  after: TriggerState,
): readonly RowChange[] =>
  Array.from({ length: Math.max(before.dues.length, after.dues.length) }, (_, i) =>
    timerChange(after.id, triggerTimer(i), before.dues[i] ?? null, after.dues[i] ?? null),
  ).flat();

/** The change of a timer's row when the time it is due at changes. */
export const timerChange = (
  stream: string,
  timer: string,
  before: number | null,
  after: number | null,
): readonly RowChange[] => {
  if (before === after) return [];
  return after === null
    ? [{ type: "delete_timer", stream, timer }]
    : [{ type: "put", row: { table: "timer", stream, timer, dueAt: after } }];
};
