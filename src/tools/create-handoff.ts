import { z } from "zod";
import { priorities, retryStrategies, successActions } from "../core/contract.ts";
import {
  artifactType,
  idempotencyKey,
  jsonObject,
  path,
  prose,
  proseList,
  short,
  shortList,
  workflowId,
} from "./fields.ts";
import { run } from "./results.ts";
import { defineTool } from "./tool.ts";

const input = z.strictObject({
  to_agent: short.optional(),
  required_capabilities: shortList.optional(),
  from_agent: short.optional(),
  context: z.strictObject({
    feature_description: prose,
    previous_decisions: proseList.optional(),
    constraints: proseList.optional(),
    dependencies: proseList.optional(),
  }),
  expected_output: z.strictObject({
    deliverables: proseList,
    acceptance_criteria: proseList,
    estimated_effort_hours: z.number().min(0).max(10_000).optional(),
    output_schema: jsonObject.optional(),
    checks: shortList.optional(),
  }),
  artifacts: z
    .array(
      z.strictObject({ type: artifactType, path, description: prose, format: short.optional() }),
    )
    .max(100)
    .optional(),
  priority: z.enum(priorities).optional(),
  on_success: z
    .strictObject({ next_agent: short.optional(), action: z.enum(successActions).optional() })
    .optional(),
  on_failure: z
    .strictObject({
      retry_strategy: z.enum(retryStrategies).optional(),
      fallback_agent: short.optional(),
      max_retries: z.int().min(0).max(20).optional(),
    })
    .optional(),
  workflow_id: workflowId.optional(),
  step: short.regex(/^[\w.-]+$/, "letters, digits, _ . - only").optional(),
  needs: shortList.optional(),
  resources: z.array(path).max(100).optional(),
  idempotency_key: idempotencyKey,
});

export const createHandoff = defineTool({
  name: "create_handoff",
  title: "Create a handoff",
  description:
    "Hand work to an agent under a contract: context, deliverables, acceptance criteria. Starts a workflow, or adds a step to workflow_id; needs orders steps; resources are path globs it writes, never written by two at once. Returns handoff_id and run: pass run to your agent tool as it is, and the sub-agent claims and completes the handoff itself.",
  input,
  output: z.looseObject({
    handoff_id: z.string(),
    workflow_id: z.string(),
    status: z.string(),
    to_agent: z.string(),
    phase: z.string(),
    why: z.string().optional(),
    run,
    next: z.string(),
    budget: z.string().optional(),
  }),
  readOnly: false,
  destructive: false,
  search: "always",
  run: (engine, args, { caller }) => engine.createHandoff(args, caller),
});
