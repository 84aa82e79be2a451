/** The life of a workflow. */
export const workflowStatuses = [
  "pending",
  "running",
  "paused",
  "waiting",
  "compensating",
  "completed",
  "completed_with_gaps",
  "failed",
  "cancelled",
  "halted",
] as const;
/** See {@link workflowStatuses}. */
export type WorkflowStatus = (typeof workflowStatuses)[number];

/** The life of a step. */
export const stepStatuses = [
  "pending",
  "ready",
  "active",
  "waiting",
  "completed",
  "failed",
  "skipped",
  "cancelled",
  "compensated",
] as const;
/** See {@link stepStatuses}. */
export type StepStatus = (typeof stepStatuses)[number];

const finalSteps: ReadonlySet<StepStatus> = new Set([
  "completed",
  "failed",
  "skipped",
  "cancelled",
  "compensated",
]);

const finalWorkflows: ReadonlySet<WorkflowStatus> = new Set([
  "completed",
  "completed_with_gaps",
  "failed",
  "cancelled",
]);

/** True when the step will not change by itself any more. */
export const isFinalStep = (status: StepStatus): boolean => finalSteps.has(status);

/** True when ready steps of a workflow may be claimed. */
export const offersWork = (status: WorkflowStatus): boolean =>
  status === "running" || status === "waiting" || status === "compensating";

/** True when nothing is left to do in the workflow. */
export const isFinalWorkflow = (status: WorkflowStatus): boolean => finalWorkflows.has(status);
