import { z } from "zod";
import type { Answer } from "../engine/answer.ts";
import { controlActions } from "../engine/control-actions.ts";
import type { Engine } from "../engine/engine.ts";
import { asHuman, confirmUndoing } from "./confirm-undoing.ts";
import { idempotencyKey, jsonObject, prose, short, workflowId } from "./fields.ts";
import { type AskHuman, defineTool, type ToolContext } from "./tool.ts";

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
    "Steer a workflow. pause: nothing new starts; unpause. cancel: end it, undoing what its plan says; terminate: end it at once. retry_step, skip_step, replan: a failed or open step (name it). compensate: undo what was done, or from step on; the human confirms. amend: change stages of its plan that have not started, by changes. migrate: follow to_version of its definition. Returns what changed.",
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
    "pause unpause cancel terminate retry skip replan compensate undo amend migrate stop workflow step dead letter plan version",
  run: (engine, args, context) =>
    args.action === "compensate"
      ? confirmed(engine, args, context)
      : engine.controlWorkflow(args, context.caller),
});

/** Undoing is for a human to confirm, who sees before what is undone and what stays. */
const confirmed = async (
  engine: Engine,
  args: z.output<typeof input>,
  context: ToolContext,
): Promise<Answer | AskHuman> => {
  // A call that is repeated gets its first answer, and nobody is asked again.
  const first = await engine.replayOf(context.caller);
  if (first !== null) return first;
  const shown = await engine.showCompensation(args.workflow_id, args.step ?? null);
  if (shown.type === "refused") return shown;
  const from = shown.from === null ? "" : ` --step ${shown.from}`;
  return (
    confirmUndoing(shown, context, {
      why: `The agent's reason: ${args.reason}`,
      command: `baton control compensate ${shown.workflow}${from}`,
    }) ?? engine.controlWorkflow(args, asHuman(context))
  );
};
