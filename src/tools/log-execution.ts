import { z } from "zod";
import { idempotencyKey, prose, proseList, short, workflowId } from "./fields.ts";
import { defineTool } from "./tool.ts";

const input = z.strictObject({
  agent: short,
  task: prose,
  status: z.enum(["running", "completed", "failed"]),
  session_id: short.optional(),
  workflow_id: workflowId.optional(),
  result: prose.optional(),
  duration_ms: z.int().min(0).optional(),
  tokens_used: z.int().min(0).optional(),
  learnings: proseList.optional(),
  idempotency_key: idempotencyKey,
});

export const logExecution = defineTool({
  name: "log_execution",
  title: "Log work to the brain",
  description:
    "Log work done without a handoff (handoffs are logged by themselves), so that later estimates, choices of agents and briefs can use it: running at its start, completed or failed at its end with the same agent, task and session_id, or the end alone. Returns execution_id and session_id.",
  input,
  output: z.looseObject({
    execution_id: z.string(),
    session_id: z.string(),
    status: z.string(),
    next: z.string(),
  }),
  readOnly: false,
  destructive: false,
  search: "brain log session execution learning history record work",
  run: (engine, args, { caller }) => engine.logExecution(args, caller),
});
