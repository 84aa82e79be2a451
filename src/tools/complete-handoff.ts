import { z } from "zod";
import { errorCategories } from "../core/recovery/category.ts";
import { anyJson, artifactType, idempotencyKey, path, prose, proseList, short } from "./fields.ts";
import { readyEntry, workflow } from "./results.ts";
import { defineTool } from "./tool.ts";

const input = z.strictObject({
  handoff_id: short,
  lease_token: short,
  status: z.enum(["completed", "failed", "needs_input"]),
  summary: prose,
  outputs: anyJson.optional(),
  artifacts: z
    .array(
      z.strictObject({
        type: artifactType,
        path,
        description: prose.optional(),
        deliverable: prose.optional(),
      }),
    )
    .max(100)
    .optional(),
  criteria: z
    .array(z.strictObject({ criterion: prose, met: z.boolean(), evidence: z.string().max(20_000) }))
    .max(200)
    .optional(),
  decisions: proseList.optional(),
  learnings: proseList.optional(),
  questions: proseList.optional(),
  tokens_used: z.int().min(0).max(1e9).optional(),
  error: z
    .strictObject({
      category: z.enum(errorCategories).optional(),
      message: prose,
      step: prose.optional(),
      suggestion: prose.optional(),
    })
    .optional(),
  idempotency_key: idempotencyKey,
});

export const completeHandoff = defineTool({
  name: "complete_handoff",
  title: "Complete a handoff",
  description:
    "End your attempt at a handoff you claimed. completed: artifacts for every deliverable (D1..), criteria (C1..) met with evidence; what is missing comes back and you keep the lease. failed: error with category and message; recovery is decided for you. needs_input: questions for a human. Returns report: give it back word for word. tokens_used only if measured.",
  input,
  output: z.looseObject({
    handoff_id: z.string(),
    status: z.string(),
    report: z.string(),
    recovery: z.looseObject({ decision: z.string(), why: z.string() }).optional(),
    task_id: z.string().optional(),
    ready: z.union([z.int(), z.array(readyEntry)]),
    workflow,
    next: z.string(),
    budget: z.string().optional(),
  }),
  readOnly: false,
  destructive: false,
  search: "always",
  run: (engine, args, { caller }) => engine.completeHandoff(args, caller),
});
