import type { Step } from "../state/step.ts";
import type { RowChange } from "./row.ts";

/** Name of the timer that ends a step's backoff. */
export const retryTimer = (step: string): string => `retry:${step}`;
/** Name of the timer that ends an attempt which takes too long. */
export const timeoutTimer = (step: string): string => `timeout:${step}`;

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
