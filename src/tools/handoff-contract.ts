import { z } from "zod";
import { priorities, retryStrategies, successActions } from "../core/contract.ts";
import { phases } from "../core/phase.ts";
import { artifactType, jsonObject } from "./fields.ts";

const phase = z.enum(phases);

/** The OPERA handoff contract as published under schemas/handoff.json. */
export const handoffContract = z
  .strictObject({
    handoff_id: z.uuid(),
    timestamp: z.iso.datetime(),
    from_agent: z.strictObject({
      name: z.string().describe("A registered agent, or user, or system"),
      version: z.string(),
      phase,
    }),
    to_agent: z.strictObject({
      name: z.string(),
      required_capabilities: z.array(z.string()).optional(),
      priority: z.enum(priorities).default("p1"),
    }),
    payload: z.strictObject({
      context: z.strictObject({
        feature_description: z.string(),
        previous_decisions: z.array(z.string()).optional(),
        constraints: z.array(z.string()).optional(),
        dependencies: z.array(z.string()).optional(),
      }),
      artifacts: z
        .array(
          z.strictObject({
            type: artifactType,
            path: z.string(),
            description: z.string(),
            format: z.string().optional(),
          }),
        )
        .optional(),
      expected_output: z.strictObject({
        deliverables: z.array(z.string()),
        acceptance_criteria: z.array(z.string()),
        estimated_effort_hours: z.number().optional(),
        output_schema: jsonObject.optional().describe("JSON Schema the outputs must fit"),
        checks: z
          .array(z.string())
          .optional()
          .describe("Names of the operator's checks that must pass"),
      }),
      on_success: z.strictObject({
        next_agent: z.string().optional(),
        action: z.enum(successActions),
      }),
      on_failure: z.strictObject({
        retry_strategy: z.enum(retryStrategies),
        fallback_agent: z.string().optional(),
        max_retries: z.int().default(3),
      }),
    }),
    state: z.strictObject({
      workflow_id: z.string(),
      current_phase: z.string(),
      completed_phases: z.array(z.string()),
      shared_memory: z.record(z.string(), z.unknown()).optional(),
    }),
  })
  .meta({ title: "OPERA handoff contract" });
