import { z } from "zod";
import { priorities, retryStrategies } from "../core/contract.ts";
import { errorCategories } from "../core/recovery/category.ts";
import { fieldSource } from "./field-source.ts";
import { budgetSource, limitsSource } from "./limits-source.ts";
import {
  agentName,
  correlate,
  duration,
  expression,
  prose,
  signalName,
  stageName,
  target,
} from "./source-parts.ts";
import { stageTypes } from "./stage-keys.ts";

const people = z.array(z.string().trim().min(1).max(100)).min(1).max(100);
const sla = z
  .strictObject({ warn: duration.optional(), breach: duration.optional() })
  .describe("Times from the start after which it is told; nothing else changes");

const expects = z.strictObject({
  deliverables: z.array(prose).max(100).optional(),
  acceptance_criteria: z.array(prose).max(100).optional(),
  output_schema: z
    .record(z.string(), z.unknown())
    .optional()
    .describe("JSON Schema the outputs must fit"),
  checks: z.array(stageName).max(100).optional().describe("Names of the operator's checks"),
});

/** The shape of a stage. */
export const stageSource = z.strictObject({
  name: stageName.optional().describe("Unique in the workflow"),
  type: z.enum(stageTypes).optional().describe("Left out where the keys tell it"),
  task: prose.optional().describe(`Text for the agent's brief, with \${CEL} in it`),
  needs: z.array(stageName).max(10_000).optional().describe("Stages of the same list to wait for"),
  when: expression.optional().describe("Skipped when false"),
  timeout: duration
    .optional()
    .describe("For its work, of a stage with a body for all of it; 1s to 24h"),
  retry: z
    .strictObject({
      max: z.int().min(0).max(20).optional(),
      backoff: duration.optional().describe("Before the first retry; 1s to 24h"),
      factor: z.number().min(1).max(10).optional().describe("How it grows with each retry"),
      max_backoff: duration.optional().describe("At most; 1s to 24h"),
    })
    .optional(),
  on_failure: z
    .strictObject({
      retry_strategy: z.enum(retryStrategies).optional(),
      fallback_agent: agentName.optional(),
      max_retries: z.int().min(0).max(20).optional(),
    })
    .optional(),
  on_error: z
    .array(
      z.strictObject({
        category: z.enum(errorCategories).optional(),
        match: z.string().min(1).max(200).optional().describe("Part of the message"),
        goto: target,
      }),
    )
    .min(1)
    .max(20)
    .optional(),
  priority: z.enum(priorities).optional(),
  resources: z.array(z.string().min(1).max(4096)).max(100).optional().describe("Globs it writes"),
  uses: z
    .record(stageName, z.int().min(1).max(1_000_000))
    .optional()
    .describe("Units of the operator's pools, by pool"),
  estimate: duration.optional(),
  expects: expects.optional(),
  outputs: z.record(z.string(), expression).optional().describe("CEL by state name"),
  checkpoint: z.enum(["after", "before", "both", "none"]).optional(),
  compensate: z
    .strictObject({
      agent: agentName,
      task: prose.describe(`Text for its brief, with \${CEL} in it`),
    })
    .optional()
    .describe("Who undoes what the stage did, and how"),
  risky: z.boolean().optional().describe("Takes a checkpoint before, too"),
  agent: agentName.optional(),
  capabilities: z.array(z.string().min(1).max(200)).min(1).max(20).optional(),
  agents: z.array(agentName).min(1).max(1000).optional(),
  merge_condition: z
    .union(
      [
        z.enum(["all_complete", "any_complete", "majority"]),
        z.strictObject({ at_least: z.int().min(1) }),
      ],
      {
        error:
          "is no merge condition\nUse all_complete, any_complete, majority or { at_least: 2 } with a number of 1 or more.",
      },
    )
    .optional(),
  condition: expression.optional(),
  on_true: target.optional(),
  on_false: target.optional(),
  switch: z
    .array(z.strictObject({ when: expression, goto: target }))
    .min(1)
    .max(100)
    .optional(),
  otherwise: target.optional(),
  until: expression.optional(),
  max_iterations: z.int().min(1).max(100).optional(),
  items: expression.optional().describe("CEL giving a list of at most 1,000 items"),
  as: z.string().optional().describe("The item's name in the body; item by default"),
  max_parallel: z.int().min(1).max(1000).optional(),
  for: duration.optional(),
  use: z
    .string()
    .regex(
      /^[\w.-]{1,100}(@[\w.+-]{1,100})?$/,
      "names no workflow\nWrite its name, or name@version.",
    )
    .optional()
    .describe("Another workflow that does the stage's work: name or name@version"),
  input: z.record(z.string(), expression).optional().describe("CEL by name of its input"),
  set: z.record(z.string(), expression).optional().describe("CEL by state name"),
  signal: signalName.optional(),
  correlate: correlate.optional(),
  on_timeout: z
    .union([z.enum(["continue", "fail"]), z.strictObject({ goto: target })], {
      error: "is no way on\nUse continue, fail or { goto: stage }.",
    })
    .optional()
    .describe("fail by default"),
  first_of: z
    .array(
      z.strictObject({
        signal: signalName.optional(),
        correlate: correlate.optional(),
        timer: duration.optional(),
        goto: target,
      }),
    )
    .min(1)
    .max(20)
    .optional()
    .describe("Signals, and at most one timer"),
  to: expression.optional().describe("CEL giving a workflow's id or a correlation key"),
  payload: z
    .union([expression, z.record(z.string().min(1).max(200), expression)], {
      error: "is no payload\nWrite a CEL expression, or names with one each.",
    })
    .optional(),
  assignees: people.optional().describe("People, by the names the operator gave them"),
  role: z
    .string()
    .trim()
    .min(1)
    .max(100)
    .optional()
    .describe("Whoever holds it, least asked first"),
  quorum: z.int().min(1).max(20).optional().describe("Different people who must approve; 1"),
  form: z.record(z.string(), fieldSource).optional().describe("What an approver fills in"),
  due: duration.optional().describe("From its start; it does not stand still"),
  reminders: duration.optional().describe("How often it is brought to mind"),
  escalate_to: z
    .union([people.element, z.strictObject({ role: people.element })], {
      error: "is nobody\nWrite a person's name, or { role: name }.",
    })
    .optional()
    .describe("Asked as well once it is overdue"),
  on_reject: target.optional(),
  four_eyes: z.boolean().optional().describe("Not decided by who started the workflow"),
  sla: sla.optional(),
  get stages() {
    return z.array(stageSource).min(1).max(10_000).optional();
  },
  get branches() {
    return z.array(stageSource).min(1).max(1000).optional();
  },
});

/** A stage as it is written. */
export type StageSource = z.infer<typeof stageSource>;

const version = z
  .union([z.string().regex(/^[\w.+-]{1,100}$/), z.number()], {
    error: "is no version\nWrite letters, digits, . _ + and -, such as 1.0.",
  })
  .optional()
  .describe("Kept as it is written: 1.10 is not 1.1");

const trigger = z.strictObject({
  signal: signalName.optional(),
  when: expression.optional().describe("CEL over signal.name and signal.payload"),
  every: duration.optional(),
  cron: z.string().min(1).max(200).optional().describe("Five fields"),
  timezone: z.string().min(1).max(100).optional().describe("UTC by default"),
  input: z.record(z.string(), expression).optional().describe("CEL by input name"),
});

/** A trigger as it is written. */
export type TriggerSource = z.infer<typeof trigger>;

const workflow = z.strictObject({
  name: stageName,
  version,
  description: prose.optional(),
  input: z.record(z.string(), fieldSource).optional().describe("What it is started with"),
  state_schema: z.record(z.string(), fieldSource).optional().describe("What it remembers"),
  timeout: duration.optional().describe("1m to 7d; 24h by default"),
  max_parallel: z.int().min(1).max(1000).optional().describe("Steps active at once"),
  limits: limitsSource.optional().describe("Reached, the workflow pauses and asks a human"),
  budget: budgetSource.optional().describe("Soft limits of the context budget, in tokens"),
  on_failure: z
    .enum(["stop", "halt", "continue", "compensate"])
    .optional()
    .describe("stop by default"),
  sla: sla.optional(),
  triggers: z.array(trigger).max(20).optional().describe("What starts it, once armed"),
  stages: z.array(stageSource).min(1).max(10_000),
});

/** A workflow as it is written. */
export type WorkflowSource = z.infer<typeof workflow>;

const patterns = z.record(
  stageName,
  z.strictObject({
    version,
    description: prose.optional(),
    stages: z
      .array(
        z
          .record(stageName, z.array(agentName).min(1).max(1000))
          .describe("The stage's name with its agents, who work in parallel"),
      )
      .min(1)
      .max(10_000),
  }),
);

/** A file of the workflow language, as published under schemas/workflow.json. */
export const definitionSource = z
  .strictObject({ workflow: workflow.optional(), workflow_patterns: patterns.optional() })
  .meta({ title: "Baton workflow" });
