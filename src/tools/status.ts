import { z } from "zod";
import { statusViews } from "../engine/status/views.ts";
import { cursor, limit, short, workflowId } from "./fields.ts";
import { progress, readyEntry, waiting } from "./results.ts";
import { defineTool } from "./tool.ts";

const input = z.strictObject({
  workflow_id: workflowId.optional(),
  handoff_id: short.optional(),
  view: z.enum(statusViews).optional(),
  wait_seconds: z.number().min(0).max(50).optional(),
  since_version: z.int().min(0).optional(),
  limit,
  cursor,
  response_format: z.enum(["concise", "detailed"]).optional(),
});

export const status = defineTool({
  name: "status",
  title: "See where work stands",
  description:
    "Where work stands: a workflow, a handoff, or (without ids) the project's unfinished workflows, with what is ready to launch, who works, what is due, what a human is asked, and the next call. Views: plan, timeline, checkpoints, failures, tasks, audit, metrics (without ids: of the last `limit` days). Do not poll; wait_seconds only when next says something is due soon.",
  input,
  output: z.looseObject({
    workflow_id: z.string().optional(),
    status: z.string().optional(),
    version: z.int().optional(),
    progress: progress.optional(),
    active: z.array(z.looseObject({})).optional(),
    ready: z.array(readyEntry).optional(),
    waiting: z.array(waiting).optional(),
    failures: z.union([z.int(), z.array(z.looseObject({}))]).optional(),
    workflows: z.array(z.looseObject({ workflow_id: z.string() })).optional(),
    next: z.string().optional(),
    cursor: z.string().optional(),
    budget: z.union([z.string(), z.looseObject({})]).optional(),
  }),
  readOnly: true,
  destructive: false,
  search: "always",
  run: (engine, args) => engine.status(args),
});
