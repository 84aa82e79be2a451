import { z } from "zod";
import { controlActions } from "../engine/control-actions.ts";
import { idempotencyKey, jsonObject, prose, short, workflowId } from "./fields.ts";
import { defineTool } from "./tool.ts";

const input = z.strictObject({
  workflow_id: workflowId,
  action: z.enum(controlActions),
  reason: prose,
  step: short.optional(),
  changes: jsonObject.describe("{add: [stage], remove: [name], replace: [stage]}").optional(),
  to_version: short.optional(),
  idempotency_key: idempotencyKey,
});

export const controlWorkflow = defineTool({
  name: "control_workflow",
  title: "Steer a workflow",
  description:
    "Steer a workflow. pause: nothing new starts; unpause. cancel or terminate: end it, leases revoked. retry_step: try a failed or stopped step again. skip_step: leave out a step nothing needs. replan: send a step back to be planned anew (these need step). amend: change stages of its plan that have not started, by changes. migrate: follow to_version of its definition. Returns what changed.",
  input,
  output: z.looseObject({
    workflow_id: z.string(),
    status: z.string(),
    effects: z.array(z.string()),
    next: z.string(),
  }),
  readOnly: false,
  destructive: true,
  search:
    "pause unpause cancel terminate retry skip replan amend migrate stop workflow step dead letter plan version",
  run: (engine, args, { caller }) => engine.controlWorkflow(args, caller),
});
