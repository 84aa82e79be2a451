import { z } from "zod";
import { idempotencyKey, short, workflowId } from "./fields.ts";
import { progress, readyEntry } from "./results.ts";
import { defineTool } from "./tool.ts";

const input = z.strictObject({
  workflow_id: workflowId.optional(),
  checkpoint_id: short.optional(),
  rewind: z.boolean().optional(),
  fork: z.boolean().optional(),
  force: z.boolean().optional(),
  idempotency_key: idempotencyKey,
});

export const resume = defineTool({
  name: "resume",
  title: "Resume work",
  description:
    "Take work up again after an interruption: where it stands, what is ready to launch, claims freed because their holder is gone, files that changed since. With checkpoint_id: a preview; rewind returns the workflow to it (force also while agents work), fork goes on from it in a new workflow. Files on disk are never touched.",
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
  run: (engine, args, { caller }) => engine.resume(args, caller),
});
