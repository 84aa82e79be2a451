/** What status can show. */
export const statusViews = [
  "summary",
  "plan",
  "timeline",
  "checkpoints",
  "failures",
  "metrics",
  "tasks",
  "audit",
] as const;
