/** What control_workflow can do. */
export const controlActions = [
  "pause",
  "unpause",
  "cancel",
  "terminate",
  "retry_step",
  "skip_step",
  "replan",
  "amend",
  "migrate",
  "compensate",
] as const;
