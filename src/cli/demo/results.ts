import * as z from "zod";

/** What the demo reads of the tools' results. Loose: the rest stays, to be shown when an expectation fails. */

const entry = z.looseObject({
  handoff_id: z.string(),
  agent: z.string(),
  step: z.string().nullish(),
  run: z.looseObject({ subagent_type: z.string(), prompt: z.string() }),
});

/** Of create_handoff. */
export const createdHandoff = z.looseObject({
  handoff_id: z.string(),
  workflow_id: z.string(),
  status: z.string(),
  to_agent: z.string(),
});

/** Of execute_handoff, when there was something to claim. */
export const claimedHandoff = z.looseObject({
  handoff_id: z.string(),
  attempt: z.number(),
  agent: z.string(),
  lease_token: z.union([z.string(), z.number()]),
  brief: z.string(),
});

/** Of complete_handoff. */
export const completedHandoff = z.looseObject({
  handoff_id: z.string(),
  status: z.string(),
  report: z.string(),
  recovery: z.looseObject({ decision: z.string(), why: z.string() }).nullish(),
  workflow: z.looseObject({ workflow_id: z.string(), status: z.string() }),
});

/** Of status for one workflow, the summary. */
export const workflowSummary = z.looseObject({
  workflow_id: z.string(),
  status: z.string(),
  progress: z.looseObject({ completed: z.number(), total: z.number() }),
  ready: z.array(entry),
  waiting: z.array(z.unknown()),
});

/** Of decide_task. */
export const decidedTask = z.looseObject({ task_id: z.string(), status: z.string() });

/** Of resume. */
export const resumedWorkflow = z.looseObject({
  workflow_id: z.string(),
  status: z.string(),
  where_we_are: z.string(),
  reclaimed: z.array(z.unknown()),
});

/** Of any tool that refused. */
export const refusedCall = z.looseObject({
  code: z.string(),
  message: z.string(),
  fix: z.string(),
});

/** A tool's answer as MCP has it. */
export const toolAnswer = z.object({
  content: z.array(z.looseObject({ type: z.string(), text: z.string().optional() })),
  structuredContent: z.unknown(),
  isError: z.boolean().optional(),
});

/** The handshake's answer. */
export const initialized = z.looseObject({
  protocolVersion: z.string(),
  serverInfo: z.looseObject({ name: z.string(), version: z.string() }),
});

/** The list of tools. */
export const listedTools = z.looseObject({ tools: z.array(z.looseObject({ name: z.string() })) });
