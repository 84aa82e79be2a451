import type { HumanTask } from "../state/human-task.ts";
import { overdueTimer, reminderTimer, timerChange } from "./project-timers.ts";
import type { RowChange } from "./row.ts";

/** Timers that a change of a task starts or ends. */
export const projectTaskTimers = (
  stream: string,
  before: HumanTask | undefined,
  after: HumanTask,
): readonly RowChange[] => [
  ...timerChange(
    stream,
    overdueTimer(after.id),
    openApproval(before)?.escalateAt ?? null,
    openApproval(after)?.escalateAt ?? null,
  ),
  ...timerChange(
    stream,
    reminderTimer(after.id),
    openApproval(before)?.remindAt ?? null,
    openApproval(after)?.remindAt ?? null,
  ),
];

const openApproval = (task: HumanTask | undefined) =>
  task?.status === "open" ? task.approval : undefined;
