import { z } from "zod";
import { leaseBounds } from "../core/command/lease-request.ts";
import { idempotencyKey, short, workflowId } from "./fields.ts";
import { waiting } from "./results.ts";
import { defineTool } from "./tool.ts";

const input = z.strictObject({
  handoff_id: short.optional(),
  workflow_id: workflowId.optional(),
  agent: short.optional(),
  lease_seconds: z.int().min(leaseBounds.min).max(leaseBounds.max).optional(),
  lease_token: short.optional(),
  take_over: z.boolean().optional(),
  idempotency_key: idempotencyKey,
});

export const executeHandoff = defineTool({
  name: "execute_handoff",
  title: "Claim a handoff",
  description:
    "Claim a handoff for yourself and get its brief, with all you need to do it. If you were told `Baton handoff <id>`, call this with that handoff_id, do the work, then call complete_handoff with the lease_token. Without handoff_id: the most urgent ready one. lease_token renews; take_over ends the lease of a holder that is gone.",
  input,
  output: z.looseObject({
    handoff_id: z.string().nullable(),
    workflow_id: z.string().optional(),
    attempt: z.int().optional(),
    agent: z.string().optional(),
    lease_token: z.string().optional(),
    lease_expires_at: z.string().optional(),
    brief: z.string().optional(),
    waiting: z.array(waiting).optional(),
    workflow_status: z.string().optional(),
    next: z.string().optional(),
    budget: z.string().optional(),
  }),
  readOnly: false,
  destructive: false,
  search: "always",
  run: (engine, args, { caller }) => engine.executeHandoff(args, caller),
});
