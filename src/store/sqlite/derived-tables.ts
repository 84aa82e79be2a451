/** A derived table: its natural key, its other columns, and whether rows also have a number of no meaning. */
export interface DerivedTable {
  readonly name: string;
  readonly key: readonly string[];
  readonly columns: readonly string[];
}

/** All tables that events can fill again. Surrogate numbers are left out: they tell only in which order rows came. */
export const derivedTables: readonly DerivedTable[] = [
  {
    name: "workflow",
    key: ["stream"],
    columns: [
      "title",
      "status",
      "reason",
      "created_at",
      "updated_at",
      "version",
      "total",
      "done",
      "open",
      "runs",
      "definition",
    ],
  },
  {
    name: "handoff",
    key: ["handoff"],
    columns: [
      "stream",
      "step",
      "agent",
      "status",
      "priority",
      "turn",
      "critical",
      "rank",
      "since",
      "created_at",
      "fence",
      "expires_at",
      "holder",
      "session",
      "tool_use",
      "resources",
      "uses",
      "queued",
    ],
  },
  {
    name: "task",
    key: ["task"],
    columns: ["stream", "step", "kind", "title", "status", "opened_at", "assignees"],
  },
  { name: "timer", key: ["stream", "timer"], columns: ["due_at"] },
  { name: "checkpoint", key: ["checkpoint"], columns: ["stream", "version", "name", "at"] },
  {
    name: "memory",
    key: ["scope", "owner", "key"],
    columns: ["value", "version", "by", "at", "tags", "expires_at"],
  },
  { name: "signal", key: ["signal"], columns: ["stream", "name", "address", "at"] },
  {
    name: "execution",
    key: ["execution"],
    columns: [
      "origin",
      "workflow",
      "title",
      "step",
      "handoff",
      "attempt",
      "agent",
      "task",
      "result",
      "status",
      "counts",
      "started_at",
      "at",
      "duration_ms",
      "tokens_used",
      "session",
      "contested",
    ],
  },
  {
    name: "learning",
    key: ["learning"],
    columns: ["text", "agent", "workflow", "origin", "first_at", "last_at", "times", "uses"],
  },
  {
    name: "session",
    key: ["session"],
    columns: ["started_at", "last_at", "executions", "ended_at", "summary"],
  },
  {
    name: "agent_record",
    key: ["agent"],
    columns: ["completed", "failed", "streak", "opened_at", "total_ms"],
  },
];

/** The search index of each table that has one. */
export const searchIndexes = {
  memory: "memory_text",
  execution: "execution_text",
  learning: "learning_text",
} as const;
