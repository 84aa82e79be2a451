/** What status can show. */
export const statusViews = [
  "summary",
  "plan",
  "timeline",
  "checkpoints",
  "failures",
  "tasks",
  "audit",
] as const;
