import type { Flow } from "../state/flow.ts";
import type { Step } from "../state/step.ts";
import type { RowChange } from "./row.ts";

/** Name of the timer that ends a step's backoff. */
export const retryTimer = (step: string): string => `retry:${step}`;
/** Name of the timer that ends an attempt which takes too long. */
export const timeoutTimer = (step: string): string => `timeout:${step}`;

/** Name of the timer that ends a plan's wait. */
export const waitTimer = (node: string): string => `wait:${node}`;
/** Name of the timer that ends a workflow which takes too long. */
export const flowTimer = "workflow:";

/** Timers that an event of the plan starts or ends. */
export const projectFlowTimers = (
  stream: string,
  before: Flow | null,
  after: Flow,
  node: string | null,
): readonly RowChange[] => [
  ...difference(stream, flowTimer, before?.deadline ?? null, after.deadline),
  ...(node === null
    ? []
    : difference(
        stream,
        waitTimer(node),
        before?.nodes.get(node)?.dueAt ?? null,
        after.nodes.get(node)?.dueAt ?? null,
      )),
];

/** Timers that a change of a step starts or ends. */
export const projectTimers = (
  stream: string,
  before: Step | undefined,
  after: Step,
): readonly RowChange[] => [
  ...difference(stream, retryTimer(after.name), before?.dueAt ?? null, after.dueAt),
  ...difference(
    stream,
    timeoutTimer(after.name),
    before?.lease?.deadline ?? null,
    after.lease?.deadline ?? null,
  ),
];

const difference = (
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
