import { z } from "zod";
import { idempotencyKey, prose, short, workflowId } from "./fields.ts";
import { git } from "./results.ts";
import { defineTool } from "./tool.ts";

const input = z.strictObject({
  workflow_id: workflowId,
  name: short,
  note: prose.optional(),
  lease_token: short.optional(),
  idempotency_key: idempotencyKey,
});

export const checkpoint = defineTool({
  name: "checkpoint",
  title: "Take a checkpoint",
  description:
    "Name the present point of a workflow so that resume can return to it, with the git position of the project. One is also taken by itself after each completed handoff; take one before something risky.",
  input,
  output: z.looseObject({
    checkpoint_id: z.string(),
    workflow_id: z.string(),
    version: z.int(),
    digest: z.string().optional(),
    git: git.optional(),
  }),
  readOnly: false,
  destructive: false,
  search: "checkpoint save point snapshot before risky change",
  run: (engine, args, { caller }) => engine.checkpoint(args, caller),
});
