import { z } from "zod";
import type { Answer } from "../engine/answer.ts";
import type { Engine } from "../engine/engine.ts";
import { asHuman, confirmUndoing } from "./confirm-undoing.ts";
import { idempotencyKey, short, workflowId } from "./fields.ts";
import { progress, readyEntry } from "./results.ts";
import { type AskHuman, defineTool, type ToolContext } from "./tool.ts";

const input = z.strictObject({
  workflow_id: workflowId.optional(),
  checkpoint_id: short.optional(),
  rewind: z.boolean().optional(),
  fork: z.boolean().optional(),
  compensate: z.boolean().optional(),
  force: z.boolean().optional(),
  idempotency_key: idempotencyKey,
});

export const resume = defineTool({
  name: "resume",
  title: "Resume work",
  description:
    "Take work up again after an interruption: where it stands, what is ready to launch, claims freed because their holder is gone, files that changed since. With checkpoint_id: a preview; rewind returns the workflow to it (force also while agents work; compensate: what was done since is undone first, the human confirms), fork goes on from it in a new workflow. Files on disk are never touched.",
  input,
  output: z.looseObject({
    workflow_id: z.string().optional(),
    status: z.string().optional(),
    progress: progress.optional(),
    where_we_are: z.string().optional(),
    ready: z.array(readyEntry).optional(),
    active: z.array(z.looseObject({})).optional(),
    reclaimed: z.array(z.looseObject({ handoff_id: z.string() })).optional(),
    drifted_artifacts: z.array(z.looseObject({ path: z.string() })).optional(),
    effects_after_checkpoint: z.array(z.string()).optional(),
    candidates: z.array(z.looseObject({ workflow_id: z.string() })).optional(),
    next: z.string(),
  }),
  readOnly: false,
  destructive: true,
  search: "resume continue recover restart rewind roll back fork checkpoint where were we",
  run: (engine, args, context) =>
    args.compensate === true && args.rewind === true && args.checkpoint_id !== undefined
      ? undoneFirst(engine, { ...args, checkpoint_id: args.checkpoint_id }, context)
      : engine.resume(args, context.caller),
});

/** Undoing is for a human to confirm; where nothing is to be undone there is nothing to ask. */
const undoneFirst = async (
  engine: Engine,
  args: z.output<typeof input> & { readonly checkpoint_id: string },
  context: ToolContext,
): Promise<Answer | AskHuman> => {
  const first = await engine.replayOf(context.caller);
  if (first !== null) return engine.resume(args, context.caller);
  const shown = await engine.showReturn(args.checkpoint_id);
  if (shown.type === "refused") return shown;
  if (shown.undo.length === 0) return engine.resume(args, context.caller);
  const command = `baton rewind ${args.checkpoint_id} --compensate`;
  return (
    confirmUndoing(shown, context, { why: null, command }) ?? engine.resume(args, asHuman(context))
  );
};
