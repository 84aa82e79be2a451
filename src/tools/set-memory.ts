import { z } from "zod";
import { memoryScopes } from "../engine/memory/memory-scopes.ts";
import { anyJson, idempotencyKey, short, shortList, workflowId } from "./fields.ts";
import { defineTool } from "./tool.ts";

const input = z.strictObject({
  key: short,
  value: anyJson,
  scope: z.enum(memoryScopes).optional(),
  workflow_id: workflowId.optional(),
  expected_version: z.int().min(0).optional(),
  tags: shortList.optional(),
  ttl_seconds: z.int().min(1).max(31_536_000).optional(),
  by: short.optional(),
  lease_token: short.optional(),
  idempotency_key: idempotencyKey,
});

export const setMemory = defineTool({
  name: "set_memory",
  title: "Remember a value",
  description:
    "Remember a JSON value under a key for other agents: of a workflow (with workflow_id; also in the briefs of its later steps), of the project (the default without it), or of this session. expected_version guards against overwriting what you have not read (0: must be new). Read with get_memory.",
  input,
  output: z.looseObject({ key: z.string(), scope: z.string(), version: z.int() }),
  readOnly: false,
  destructive: true,
  search: "remember store save note fact decision shared memory key value",
  run: (engine, args, { caller }) => engine.setMemory(args, caller),
});
